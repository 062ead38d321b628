package io.footfall.platform.identity;

/** What a caller may do, as role names for {@code @RolesAllowed}. */
public final class Roles {

    /** A signed-in reader, proven by a JWT. */
    public static final String READER = "reader";

    /** The platform's backend, proven by one of {@code SERVICE_TOKENS}. An operator may do all of it too. */
    public static final String SERVICE = "service";

    /** An operator, proven by {@code ADMIN_TOKEN}. */
    public static final String OPERATOR = "operator";

    /** The trigger of the sync, proven by {@code CRON_SECRET}. */
    public static final String CRON = "cron";

    private Roles() {}
}
