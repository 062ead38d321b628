package io.footfall.product.views.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How Postgres executes the statements that add a part of a batch. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class ItemCountsTest {

    private static final int ITEMS = 1_000;
    private static final Pattern COMPARED = Pattern.compile("\"Rows Removed by Join Filter\": (\\d+)");

    /** The planner does not know how long the arrays are, and joins few rows by comparing each with each. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noStatementComparesEachItemWithEach(boolean open) {
        String prefix = "plan-" + open + "-";
        PostgresProbe database = new PostgresProbe(SharedStores.postgres());
        database.run("begin");
        database.run("insert into stories (id) select '" + prefix + "' || n from generate_series(1, " + ITEMS + ") n");
        database.run("set local plan_cache_mode = force_generic_plan");
        String name = "add_" + open;
        database.run("prepare " + name + "(text[], bigint[]) as "
                + (open ? ItemCounts.STORIES_OR_NEW : ItemCounts.ADD_TO_STORIES));
        String items = IntStream.rangeClosed(1, ITEMS)
                .mapToObj(n -> "s:" + prefix + n)
                .collect(Collectors.joining(",", "'{", "}'"));
        String views = IntStream.rangeClosed(1, ITEMS).mapToObj(n -> "1").collect(Collectors.joining(",", "'{", "}'"));

        String plan =
                database.text("explain (analyze, format json) execute " + name + "(" + items + ", " + views + ")");

        database.run("rollback");
        List<Long> compared = COMPARED.matcher(plan)
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
        assertThat(plan).contains("\"Actual Rows\": " + ITEMS);
        assertThat(compared).as(plan).allMatch(rows -> rows < ITEMS);
    }
}
