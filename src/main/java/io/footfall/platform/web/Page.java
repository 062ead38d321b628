package io.footfall.platform.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A page of a list.
 *
 * @param items what is on it
 * @param nextCursor to be sent as {@code cursor} for the next page; null on the last one
 * @param <T> what the list holds
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(
        List<T> items,

        @Schema(nullable = true, description = "Send it as `cursor` for the next page; null on the last one")
        String nextCursor) {

    /** Items a page holds where the caller does not say. */
    public static final int DEFAULT_LIMIT = 20;

    static final int LARGEST_LIMIT = 100;

    /**
     * Makes a page of one row more than it holds, which tells whether there is a next one.
     *
     * @param rows up to limit + 1 rows
     * @param limit how many a page holds
     * @param cursorOf the cursor that continues after a row
     * @param <T> what the list holds
     * @return the page
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursorOf) {
        return rows.size() <= limit
                ? new Page<>(rows, null)
                : new Page<>(rows.subList(0, limit), cursorOf.apply(rows.get(limit - 1)));
    }

    /**
     * Reads how many items a caller wants.
     *
     * @param limit the number as it was sent
     * @return the number
     * @throws InvalidInputException where it is not 1 to 100
     */
    public static int limitOf(String limit) {
        return Numbers.within("limit", limit, 1, LARGEST_LIMIT);
    }
}
