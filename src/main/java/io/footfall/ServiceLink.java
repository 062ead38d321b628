package io.footfall;

import java.util.regex.Pattern;

/**
 * Recognizes the values of environment variables that Kubernetes sets in a pod for each service of its namespace. A
 * service named {@code redis} results in {@code REDIS_PORT=tcp://10.96.0.9:6379}, which has the name of a setting but
 * is not meant as one.
 */
final class ServiceLink {

    /** Appended to the error message for a setting with such a value. */
    static final String REMEDY =
            " What stands there is a link that Kubernetes writes for a service of that name: set it in the"
                    + " pod, or set enableServiceLinks: false.";

    private static final Pattern LINK = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceLink() {}

    static boolean is(String value) {
        return LINK.matcher(value).matches();
    }
}
