package io.footfall.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionDeadlineTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Deadline deadline = new Deadline(
            new HttpTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60)), 5 * SECOND);

    @Test
    void eachPhaseHasItsTime() {
        deadline.begin(Deadline.Phase.HEAD, 100);
        assertThat(deadline.remaining(100)).isEqualTo(10 * SECOND);
        deadline.begin(Deadline.Phase.IDLE, 200);
        assertThat(deadline.remaining(200)).isEqualTo(60 * SECOND);
        deadline.begin(Deadline.Phase.CLOSE, 300);
        assertThat(deadline.remaining(300)).isEqualTo(5 * SECOND);
    }

    @Test
    void theServiceMayTakeAsLongAsItWants() {
        deadline.begin(Deadline.Phase.ANSWER, 0);

        assertThat(deadline.isRunning()).isFalse();
    }

    @Test
    void aBodyThatComesFastEnoughNeverUsesUpItsTime() {
        deadline.begin(Deadline.Phase.BODY, 0);
        for (long second = 1; second < 3_600; second++) {
            deadline.bodyProgressed(500, second * SECOND);
            assertThat(deadline.remaining(second * SECOND)).isPositive();
        }
    }

    @Test
    void aDrippedBodyDoes() {
        deadline.begin(Deadline.Phase.BODY, 0);
        long second = 0;
        while (deadline.remaining(second * SECOND) > 0) {
            deadline.bodyProgressed(50, ++second * SECOND);
        }

        assertThat(second).isEqualTo(23);
    }

    @Test
    void bytesThatCameFastAreNotSavedUp() {
        deadline.begin(Deadline.Phase.BODY, 0);
        deadline.bodyProgressed(1_000_000_000, SECOND);

        assertThat(deadline.remaining(SECOND)).isEqualTo(20 * SECOND);
    }
}
