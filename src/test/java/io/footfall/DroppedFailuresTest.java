package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.support.ServiceUnderTest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.InternalServerErrorException;
import org.junit.jupiter.api.Test;

/** How failures of cancelled pipelines are handled. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class DroppedFailuresTest {

    private static double counted() {
        return Metrics.globalRegistry
                .find("footfall.recovered.failures")
                .tag("operation", "finish_cancelled_work")
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void aProblemOfTheRequestIsNoFailure() {
        double before = counted();

        Infrastructure.handleDroppedException(new InvalidInputException("pattern", "takes another one"));
        Infrastructure.handleDroppedException(new BadRequestException());

        assertThat(counted()).isEqualTo(before);
    }

    @Test
    void othersAreCounted() {
        double before = counted();

        Infrastructure.handleDroppedException(new IllegalStateException("thrown by a test"));
        Infrastructure.handleDroppedException(StoreUnavailableException.overloaded());
        Infrastructure.handleDroppedException(new InternalServerErrorException());

        assertThat(counted()).isEqualTo(before + 3);
    }
}
