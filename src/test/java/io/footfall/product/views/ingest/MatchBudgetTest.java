package io.footfall.product.views.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.web.InvalidInputException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchBudgetTest {

    private static final int USUAL = 5_000;
    private static final int LONG_PATH = 1_000_000;

    @Test
    void usualLinesCostNothingForever() {
        assertThatCode(() -> spend(new MatchBudget(), 1_000_000, USUAL)).doesNotThrowAnyException();
    }

    @Test
    void aFewLongPathsStopNoImport() {
        MatchBudget budget = new MatchBudget();

        assertThatCode(() -> IntStream.range(0, 1_000).forEach(i -> {
                    spend(budget, 20, USUAL);
                    budget.spend(LONG_PATH);
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void manyExpensiveLinesStopIt() {
        assertThatThrownBy(() -> spend(new MatchBudget(), 1_000, LONG_PATH)).isInstanceOf(InvalidInputException.class);
    }

    private static void spend(MatchBudget budget, int lines, long steps) {
        for (int i = 0; i < lines; i++) {
            budget.spend(steps);
        }
    }
}
