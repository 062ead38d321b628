package io.footfall.product.views.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class SaltsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DedupRetention retention = new DedupRetention(
            new DedupWindow(ThreadLocalRandom.current().nextInt(1_000_000), 1),
            Instant.now().plusSeconds(600),
            false);

    @Inject
    Salts salts;

    @Test
    void whoeverComesFirstInAWindowGetsTheSameSalt() {
        List<Uni<Salt>> many =
                IntStream.range(0, 5_000).mapToObj(i -> salts.of(retention)).toList();

        List<Salt> agreed = Uni.join().all(many).andFailFast().await().atMost(PATIENCE);

        assertThat(agreed.stream().map(Salt::text)).containsOnly(agreed.get(0).text());
    }

    @Test
    void theSaltOfAnotherReplicaIsTaken() {
        RedisProbe.ofSuite().send(Command.SET, "ff:salt:" + retention.window().label(), "c2FsdHk=");

        assertThat(salts.of(retention).await().atMost(PATIENCE).text()).isEqualTo("c2FsdHk=");
    }

    @Test
    void aSaltThatRedisLostIsPutBack() {
        String salt = salts.of(retention).await().atMost(PATIENCE).text();
        String key = "ff:salt:" + retention.window().label();
        RedisProbe.ofSuite().send(Command.DEL, key);

        salts.offerAgain().await().atMost(PATIENCE);

        assertThat(RedisProbe.ofSuite().send(Command.GET, key)).hasToString(salt);
    }

    /** By the clock of Redis, the window is over. */
    @Test
    void aReplicaWhoseClockIsBehindAgreesToo() {
        DedupRetention over = new DedupRetention(
                new DedupWindow(ThreadLocalRandom.current().nextInt(1_000_000), 1),
                Instant.now().minus(Duration.ofDays(3)),
                false);

        String salt = salts.of(over).await().atMost(PATIENCE).text();

        assertThat(RedisProbe.ofSuite()
                        .send(Command.GET, "ff:salt:" + over.window().label()))
                .hasToString(salt);
        salts.bringBack().await().atMost(PATIENCE);
    }
}
