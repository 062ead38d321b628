package io.footfall.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class PruneTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    SyncSchedule schedule;

    /** More than go at once: an outage of a busy site leaves millions. */
    @Test
    void manyAreForgottenInOneGo() {
        String window = "t" + UUID.randomUUID().toString().substring(0, 8);
        PostgresProbe.execute("insert into view_dedup (window_label, item, viewer, partition, held_until) select '"
                + window + "', 's:over', n, 1, now() - interval '1 second' from generate_series(1, 20001) n");

        schedule.prune().await().atMost(PATIENCE);

        assertThat(PostgresProbe.number("select count(*) from view_dedup where window_label = '" + window + "'"))
                .isZero();
    }

    @Test
    void whatIsOverIsForgottenInPostgres() {
        String window = "t" + UUID.randomUUID().toString().substring(0, 8);
        PostgresProbe.execute("insert into view_dedup (window_label, item, viewer, partition, held_until) values ('"
                + window + "', 's:over', 1, 1, now() - interval '1 hour'), ('" + window
                + "', 's:held', 1, 1, now() + interval '1 hour')");
        PostgresProbe.execute("insert into view_salts (window_label, salt, held_until) values ('" + window
                + "', 'a', now() - interval '1 hour')");

        schedule.prune().await().atMost(PATIENCE);

        assertThat(PostgresProbe.number("select count(*) from view_dedup where window_label = '" + window + "'"))
                .isEqualTo(1);
        assertThat(PostgresProbe.number("select count(*) from view_salts where window_label = '" + window + "'"))
                .isZero();
    }
}
