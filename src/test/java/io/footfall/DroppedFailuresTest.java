package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.store.StoreUnavailableException;
import io.footfall.web.InvalidInputException;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DroppedFailuresTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @BeforeEach
    void count() {
        Metrics.addRegistry(metrics);
    }

    @AfterEach
    void forget() {
        Metrics.removeRegistry(metrics);
    }

    private double counted() {
        return metrics.find("footfall.recovered.failures").tag("operation", "answer_client").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void whatAClientWasNotToldIsNoFailure() {
        DroppedFailures.dropped(new InvalidInputException("pattern", "takes another one"));

        assertThat(counted()).isZero();
    }

    @Test
    void othersAreCounted() {
        DroppedFailures.dropped(new IllegalStateException("broken"));
        DroppedFailures.dropped(StoreUnavailableException.overloaded());

        assertThat(counted()).isEqualTo(2);
    }
}
