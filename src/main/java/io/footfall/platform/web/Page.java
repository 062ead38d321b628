package io.footfall.platform.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A page of a list.
 *
 * @param items items of the page
 * @param nextCursor value of {@code cursor} for the next page; null on the last page
 * @param <T> type of the items
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(
        List<T> items,

        @Schema(nullable = true, description = "Send it as `cursor` for the next page; null on the last one")
        String nextCursor) {

    /** Number of items on a page if the caller sends no limit. */
    public static final int DEFAULT_LIMIT = 20;

    /** Maximum number of items on a page. */
    static final int LARGEST_LIMIT = 100;

    /**
     * Makes a page. The query reads one row more than the page holds; an extra row shows that there is a next page.
     *
     * @param rows 0 to {@code limit} + 1 rows
     * @param limit maximum number of items on the page
     * @param cursorOf returns the cursor that continues after a row
     * @param <T> type of the items
     * @return the page
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursorOf) {
        return rows.size() <= limit
                ? new Page<>(rows, null)
                : new Page<>(rows.subList(0, limit), cursorOf.apply(rows.get(limit - 1)));
    }

    /**
     * Parses the limit that a caller sends.
     *
     * @param limit the number as sent
     * @return the number, 1 to 100
     * @throws InvalidInputException if it is not a number from 1 to 100
     */
    public static int limitOf(String limit) {
        return Numbers.within("limit", limit, 1, LARGEST_LIMIT);
    }
}
