package io.footfall.platform.http;

import java.time.Duration;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * How long a client may take. None of them ends a connection on which an answer is outstanding, such as a stream of events or a claim that
 * waits for a job.
 *
 * @param head from the first byte of a request's head to its last
 * @param body how long a body may bring less than {@link #MIN_BYTES_PER_SECOND}
 * @param idle how long a connection may have nothing to do
 */
record HttpTimeouts(Duration head, Duration body, Duration idle) {

    /** A body that comes slower than this on average uses up its time-out. The same measure as in Apache's mod_reqtimeout. */
    static final int MIN_BYTES_PER_SECOND = 500;

    private static final String PREFIX = "footfall.http.";
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final Duration BODY = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(60);

    /** Reads the settings: called when a server starts to listen, never at build time. */
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
