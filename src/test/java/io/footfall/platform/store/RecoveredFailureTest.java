package io.footfall.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecoveredFailureTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @BeforeEach
    void register() {
        Metrics.addRegistry(metrics);
    }

    @AfterEach
    void unregister() {
        Metrics.removeRegistry(metrics);
    }

    private double counted() {
        return metrics.counter("footfall.recovered.failures", "operation", "prune_scores")
                .count();
    }

    @Test
    void aPipelineGoesOnAndTheFailureIsCounted() {
        String answer = RecoveredFailure.PRUNE_SCORES
                .ignore(Uni.createFrom().<String>failure(new IllegalStateException()))
                .await()
                .indefinitely();
        RecoveredFailure.PRUNE_SCORES.attempt(
                Uni.createFrom().failure(new NotYetException("another replica is at it")));

        assertThat(answer).isNull();
        assertThat(counted()).isEqualTo(2);
    }

    @Test
    void onlyAnOutageIsIgnoredWhereOnlyThatIsMeant() {
        RecoveredFailure.PRUNE_SCORES
                .ignoreOutage(Uni.createFrom().failure(StoreUnavailableException.postgresNotAsked()))
                .await()
                .indefinitely();
        Uni<Object> wrong =
                RecoveredFailure.PRUNE_SCORES.ignoreOutage(Uni.createFrom().failure(new IllegalArgumentException()));

        assertThatThrownBy(() -> wrong.await().indefinitely()).isInstanceOf(IllegalArgumentException.class);
        assertThat(counted()).isEqualTo(1);
    }
}
