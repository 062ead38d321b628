package io.footfall.capability.flags;

import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.Ids;

/** Who changes something, as it is written down. */
final class AuditActor {

    private AuditActor() {}

    /** The kind of caller, and whom it says it acts for. */
    static String of(Caller caller, String by) {
        String kind = caller.roles().contains(Roles.OPERATOR) ? Roles.OPERATOR : Roles.SERVICE;
        return by == null ? kind : kind + ":" + Ids.check("by", by);
    }
}
