package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.store.StoreUnavailableException;
import io.footfall.support.ServiceUnderTest;
import io.footfall.web.InvalidInputException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.junit.jupiter.api.Test;

/** What becomes of failures in pipelines that were cancelled. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class DroppedFailuresTest {

    private static double counted() {
        return Metrics.globalRegistry
                .find("footfall.recovered.failures")
                .tag("operation", "answer_client")
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void whatAClientWasNotToldIsNoFailure() {
        double before = counted();

        Infrastructure.handleDroppedException(new InvalidInputException("pattern", "takes another one"));

        assertThat(counted()).isEqualTo(before);
    }

    @Test
    void othersAreCounted() {
        double before = counted();

        Infrastructure.handleDroppedException(new IllegalStateException("thrown by a test"));
        Infrastructure.handleDroppedException(StoreUnavailableException.overloaded());

        assertThat(counted()).isEqualTo(before + 2);
    }
}
