package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.identity.Viewer;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.simulation.Link;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The backfill of Redis ends however often Redis stalls, because its progress is kept, whichever replica made it. On
 * simulated time.
 */
@ExtendWith(SimulationExtension.class)
class BackfillDuringRedisStallsTest {

    private static final ItemId STORY = ItemId.story("s");

    /**
     * 300 pages, each of which takes 10 ms or more: more than Redis is free between two stalls. So no single attempt
     * completes the backfill.
     */
    private static final int VIEWERS = 1_500;

    private static final long FREE_MILLIS = 1_000;
    private static final long STALL_MILLIS = 800;
    private static final long MOST_ERAS = 2;

    /**
     * The limit of the recovery. Redis is stalled for almost half of the time, and both replicas pause between their
     * attempts.
     */
    private static final long LONGEST_MILLIS = 90_000;

    private final SimulatedStores stores = new SimulatedStores(1);
    private final List<SimulatedReplica> replicas;

    BackfillDuringRedisStallsTest() {
        stores.bringInLine();
        stores.create(new Placed(STORY, STORY.id(), 0), null, () -> {});
        replicas = List.of(replica(), replica());
    }

    private SimulatedReplica replica() {
        return new SimulatedReplica(stores, Map.of());
    }

    @Test
    void opensAlthoughRedisStallsAgainAndAgain() {
        goThroughAnOutage();

        assertThat(replicas).allMatch(SimulatedReplica::countsThroughRedis);
        assertThat(stores.postgres.views(STORY.field())).isEqualTo(VIEWERS);
        assertThat(replicas.get(0).era() - SimulatedStores.FIRST_ERA)
                .as("eras that began: one, with the odd one before it")
                .isEqualTo(MOST_ERAS);
    }

    private void goThroughAnOutage() {
        stores.timeline.pass(FREE_MILLIS);
        replicas.forEach(replica -> replica.toRedis.begin(Link.Fault.CUT));
        AtomicInteger counted = new AtomicInteger();
        for (int viewer = 0; viewer < VIEWERS; viewer++) {
            replicas.get(viewer % 2)
                    .view(STORY, Viewer.user("v" + viewer))
                    .subscribe()
                    .with(outcome -> counted.incrementAndGet(), failure -> {
                        throw new AssertionError(failure);
                    });
        }
        while (counted.get() < VIEWERS) {
            stores.timeline.pass(FREE_MILLIS);
        }
        stores.redis.loseMemory();
        replicas.forEach(SimulatedReplica::heal);
        for (long millis = 0; millis < LONGEST_MILLIS && !areOpen(); millis += FREE_MILLIS + STALL_MILLIS) {
            stores.timeline.pass(FREE_MILLIS);
            replicas.forEach(replica -> replica.toRedis.stall(STALL_MILLIS));
            stores.timeline.pass(STALL_MILLIS);
        }
    }

    private boolean areOpen() {
        return replicas.stream().allMatch(SimulatedReplica::countsThroughRedis);
    }
}
