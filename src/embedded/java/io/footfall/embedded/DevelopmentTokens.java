package io.footfall.embedded;

/** Tokens that anybody may know, for a service that only its own machine can reach. */
final class DevelopmentTokens {

    static final String SERVICE = "dev-service-token";
    static final String OPERATOR = "dev-admin-token";
    static final String CRON = "dev-cron-secret";

    private DevelopmentTokens() {}

    /**
     * What may be shown of a token: one that somebody has set is a secret.
     *
     * @param value of the setting
     * @param setting that it comes from
     * @param known the token of this class
     */
    static String shown(String value, String setting, String known) {
        return known.equals(value) ? known : "as " + setting + " says";
    }
}
