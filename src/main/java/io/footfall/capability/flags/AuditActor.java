package io.footfall.capability.flags;

import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.Ids;

/** The text by which the audit log identifies who made a change. */
final class AuditActor {

    private AuditActor() {}

    /** Returns the role of the caller, followed by the name that the caller gives in {@code by}, if any. */
    static String of(Caller caller, String by) {
        String kind = caller.roles().contains(Roles.OPERATOR) ? Roles.OPERATOR : Roles.SERVICE;
        return by == null ? kind : kind + ":" + Ids.check("by", by);
    }
}
