package io.footfall.platform.http;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Timeouts for clients. No timeout closes a connection while the response to a complete request is outstanding, such as
 * a stream of events or a claim that waits for a job.
 *
 * @param head maximum time from the first byte of a request head to the last
 * @param body maximum time for which a body may stay below {@link #MIN_BYTES_PER_SECOND} on average
 * @param idle maximum time without a request on a connection
 */
record HttpTimeouts(Duration head, Duration body, Duration idle) {

    /**
     * Minimum average rate of a body. The timeout of a slower body runs out. Apache's mod_reqtimeout uses the same
     * rate.
     */
    static final int MIN_BYTES_PER_SECOND = 500;

    private static final String PREFIX = "footfall.http.";
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final Duration BODY = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** Reads the settings. Called when a server begins to listen, never at build time. */
    static HttpTimeouts ofConfiguration() {
        Config config = ConfigProvider.getConfig();
        return new HttpTimeouts(
                read(config, "head-timeout", HEAD),
                read(config, "body-timeout", BODY),
                read(config, "idle-timeout", IDLE));
    }

    private static Duration read(Config config, String name, Duration otherwise) {
        return config.getOptionalValue(PREFIX + name, Duration.class).orElse(otherwise);
    }
}
