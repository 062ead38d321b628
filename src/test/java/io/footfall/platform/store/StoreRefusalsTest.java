package io.footfall.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreRefusalsTest {

    private static final StoreRefusal NO_RIGHT =
            new StoreRefusal(StoreRefusal.Scope.OPERATION, "right_missing", "the user may not run info");
    private static final StoreUnavailableException REFUSED =
            StoreUnavailableException.refused("Redis", NO_RIGHT, new IllegalStateException());

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(StoreRefusals.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord message) {
            logged.add(message);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final StoreRefusals refusals = new StoreRefusals("redis", new MovingClock(), metrics);

    private final class MovingClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    @Test
    void aRefusalIsToldOnceHoweverOftenItIsMet() {
        for (int i = 0; i < 100; i++) {
            refusals.note(REFUSED);
            now = now.plusSeconds(15);
        }

        assertThat(logged)
                .singleElement()
                .satisfies(line -> assertThat(line.getLevel().intValue()).isEqualTo(Level.SEVERE.intValue()));
        assertThat(metrics.counter("footfall.store.refusals", "store", "redis", "reason", "right_missing")
                        .count())
                .isEqualTo(100);
    }

    @Test
    void itIsCurrentForAMinuteAndToldAgainAfterAQuietWhile() {
        refusals.note(REFUSED);
        assertThat(refusals.currentCode()).hasValue("right_missing");

        now = now.plus(Duration.ofMinutes(2));
        assertThat(refusals.current()).isEmpty();

        now = now.plus(Duration.ofMinutes(10));
        refusals.note(REFUSED);
        assertThat(logged).hasSize(2);
    }

    @Test
    void aStoreThatDoesNotAnswerRefusesNothing() {
        refusals.note(StoreUnavailableException.redisNotAsked(null));
        refusals.note(null);

        assertThat(refusals.current()).isEmpty();
        assertThat(logged).isEmpty();
    }
}
