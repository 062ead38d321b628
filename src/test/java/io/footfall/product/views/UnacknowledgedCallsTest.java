package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.identity.Viewer;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.Outcome;
import io.footfall.simulation.Link;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to a view whose call to Redis gets no reply (an unacknowledged call), on simulated time. */
@ExtendWith(SimulationExtension.class)
class UnacknowledgedCallsTest {

    private static final ItemId STORY = ItemId.story("s");
    private static final Viewer READER = Viewer.user("reader");
    private static final long A_MOMENT = 100;
    private static final long UNTIL_ALL_IS_IN_LINE = 10_000;

    private final SimulatedStores stores = new SimulatedStores(1);
    private final List<Object> answers = new ArrayList<>();
    private SimulatedReplica first;
    private SimulatedReplica second;

    @BeforeEach
    void start() {
        stores.bringInLine();
        stores.create(new Placed(STORY, STORY.id(), 0), null, () -> {});
        first = new SimulatedReplica(stores, Map.of());
        second = new SimulatedReplica(stores, Map.of());
        stores.timeline.pass(A_MOMENT);
    }

    private void answer(Uni<Outcome> outcome) {
        outcome.subscribe().with(answers::add, answers::add);
    }

    private void bringInLine() {
        for (SimulatedReplica replica : List.of(first, second)) {
            replica.heal();
            stores.timeline.pass(UNTIL_ALL_IS_IN_LINE);
            replica.bringInLine().chain(replica::sync).subscribe().with(done -> {}, answers::add);
            stores.timeline.pass(UNTIL_ALL_IS_IN_LINE);
        }
    }

    @Test
    void isUndoneWhereItsViewsCountInPostgres() {
        first.toRedis.begin(Link.Fault.ANSWERS_LOST);
        answer(first.view(STORY, READER));
        stores.timeline.pass(A_MOMENT * 10);
        bringInLine();

        assertThat(answers).singleElement().isInstanceOf(Outcome.Counted.class);
        assertThat(stores.postgres.views(STORY.field())).isEqualTo(1);
    }

    /**
     * Postgres does not count the view either. But another replica has replied to the same viewer meanwhile that the
     * view was counted before.
     */
    @Test
    void standsWhereItsViewsWereAnsweredWithAFailure() {
        first.view(STORY, Viewer.user("somebody else")).subscribe().with(answers::add, answers::add);
        stores.timeline.pass(A_MOMENT);
        first.toRedis.begin(Link.Fault.ANSWERS_LOST);
        first.toPostgres.begin(Link.Fault.CUT);
        answer(first.view(STORY, READER));
        stores.timeline.pass(A_MOMENT / 2);
        answer(second.view(STORY, READER));
        stores.timeline.pass(A_MOMENT * 10);
        bringInLine();

        assertThat(answers)
                .hasSize(3)
                .anyMatch(Throwable.class::isInstance)
                .anyMatch(Outcome.Duplicate.class::isInstance);
        assertThat(stores.postgres.views(STORY.field()))
                .as("somebody else and the reader")
                .isEqualTo(2);
    }
}
