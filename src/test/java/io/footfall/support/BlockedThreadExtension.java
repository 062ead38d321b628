package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test class during which Vert.x reported one of its threads as blocked, in this JVM or in a packaged
 * service. Registered for all test classes in {@code META-INF/services}.
 */
public final class BlockedThreadExtension implements BeforeAllCallback, AfterAllCallback {

    private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    /** A strong reference: the log manager holds loggers weakly. */
    private static final Logger LOGGER = Logger.getLogger(CHECKER);

    private static final class Collector extends Handler {

        @Override
        public void publish(LogRecord found) {
            FOUND.add(found.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        synchronized (LOGGER) {
            for (Handler handler : LOGGER.getHandlers()) {
                if (handler instanceof Collector) {
                    return;
                }
            }
            LOGGER.addHandler(new Collector());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        String first = FOUND.poll();
        FOUND.clear();
        if (first != null) {
            throw new AssertionError(first);
        }
    }

    /** Fails if the log of a packaged service contains such a report. */
    static void check(Path log) {
        try {
            if (Files.exists(log) && Files.readString(log).contains(CHECKER)) {
                throw new AssertionError("a thread of the service was blocked, see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
