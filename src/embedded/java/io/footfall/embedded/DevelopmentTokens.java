package io.footfall.embedded;

/** Publicly known tokens, for a service that only its own machine can reach. */
final class DevelopmentTokens {

    static final String SERVICE = "dev-service-token";
    static final String OPERATOR = "dev-admin-token";
    static final String CRON = "dev-cron-secret";

    private DevelopmentTokens() {}

    /**
     * Returns the text to print for a token. Only the publicly known token is printed; a token that was configured is a
     * secret.
     *
     * @param value the current value of the setting
     * @param setting the name of the setting
     * @param known the token of this class
     */
    static String shown(String value, String setting, String known) {
        return known.equals(value) ? known : "as " + setting + " says";
    }
}
