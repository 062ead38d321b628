package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.product.views.failover.SyncSchedule;
import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class FallbackPruningTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    SyncSchedule schedule;

    /** More rows than one statement deletes. After an outage, a busy site has millions of them. */
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

    /**
     * The number of lost views stays the same after the eras are summed up. A report that arrives more than a week
     * after its era ended is deleted.
     */
    @Test
    void erasThatAreOverAreSummedUp() {
        PostgresProbe.execute("insert into view_eras (era, settled, ended_at) values"
                + " (-5, 7, now() - interval '8 days'), (-3, 20, now() - interval '8 days'),"
                + " (-1, 1, now() - interval '1 day')");
        PostgresProbe.execute("insert into view_tallies (era, replica, counted) values (-5, gen_random_uuid(), 6),"
                + " (-4, gen_random_uuid(), 5), (-3, gen_random_uuid(), 10), (-1, gen_random_uuid(), 3)");
        long lost = lost();

        schedule.prune().await().atMost(PATIENCE);
        PostgresProbe.execute("insert into view_tallies (era, replica, counted) values (-5, gen_random_uuid(), 9)");
        schedule.prune().await().atMost(PATIENCE);

        assertThat(lost()).isEqualTo(lost);
        assertThat(PostgresProbe.number("select old_lost from view_path"))
                .as("of the first era alone: the second transferred more than was counted in it")
                .isGreaterThanOrEqualTo(4);
        assertThat(PostgresProbe.number("select count(*) from view_eras where era < -1"))
                .isZero();
        assertThat(PostgresProbe.number("select count(*) from view_tallies where era < -1"))
                .isZero();
        assertThat(PostgresProbe.number("select count(*) from view_tallies where era = -1"))
                .isEqualTo(1);
        forgetErasOfThisTest();
    }

    /**
     * A view that is missing in one era may be surplus in the next one. So both the sum of the missing views and the
     * highest sum so far have to be kept.
     */
    @Test
    void whatIsLostIsTheSameHoweverManyErasAreSummedUp() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 20; run++) {
            for (int era = -20; era < 0; era += 2) {
                PostgresProbe.execute("insert into view_eras (era, settled, ended_at) values (" + era + ", "
                        + (random.nextInt(20) - 10) + ", now() - interval '1 day')");
                PostgresProbe.execute("insert into view_tallies (era, replica, counted) values ("
                        + (era + random.nextInt(2)) + ", gen_random_uuid(), " + random.nextInt(20) + ")");
            }
            long lost = lost();

            for (int old = -18; old < 0; old += 2 + 2 * random.nextInt(4)) {
                PostgresProbe.execute("update view_eras set ended_at = now() - interval '8 days' where era < " + old);
                PostgresProbe.execute("select sum_up_eras()");
                assertThat(lost())
                        .as("seed %d, run %d, before era %d", seed, run, old)
                        .isEqualTo(lost);
            }
            forgetErasOfThisTest();
        }
    }

    private static long lost() {
        return PostgresProbe.number("select views_lost()");
    }

    private static void forgetErasOfThisTest() {
        PostgresProbe.execute("delete from view_eras where era < 0");
        PostgresProbe.execute("delete from view_tallies where era < 0");
    }
}
