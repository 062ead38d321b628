package io.footfall.platform.identity;

/** The roles of callers, as names for {@code @RolesAllowed}. */
public final class Roles {

    /** A signed-in reader, authenticated by a JWT. */
    public static final String READER = "reader";

    /** The platform's backend, authenticated by one of {@code SERVICE_TOKENS}. An operator has this role too. */
    public static final String SERVICE = "service";

    /** An operator, authenticated by {@code ADMIN_TOKEN}. */
    public static final String OPERATOR = "operator";

    /** The cron trigger of the sync, authenticated by {@code CRON_SECRET}. */
    public static final String CRON = "cron";

    private Roles() {}
}
