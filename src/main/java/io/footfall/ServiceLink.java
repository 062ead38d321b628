package io.footfall;

import java.util.regex.Pattern;

/**
 * What Kubernetes writes into the environment of a pod for each service of its namespace: a service named {@code redis} gives
 * {@code REDIS_PORT=tcp://10.96.0.9:6379}, which has the name of a setting and is none.
 */
final class ServiceLink {

    /** Ends the line that refuses a link. */
    static final String REMEDY =
            " What stands there is a link that Kubernetes writes for a service of that name: set it in the"
                    + " pod, or set enableServiceLinks: false.";

    private static final Pattern LINK = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceLink() {}

    static boolean is(String value) {
        return LINK.matcher(value).matches();
    }
}
