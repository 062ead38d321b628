package io.footfall.product.views.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The result of an import. Each line is counted in exactly one of the fields from {@code counted} to {@code malformed}.
 *
 * @param lines the number of lines
 * @param counted first views of a viewer in a dedup window
 * @param duplicates views of viewers who were counted before, by this import or earlier
 * @param bots requests of crawlers and link previews
 * @param unmatched requests of paths that the pattern does not map to an item
 * @param unknown requests of items that the catalog does not hold
 * @param skipped requests that showed no page, or whose time lies in the future
 * @param malformed lines that are not in the combined format
 * @param malformedLines the numbers of the first ten malformed lines, from 1; null if there are none
 * @param dedupHeldUntil until when the same log can be sent again without counting a view twice; null if no view was
 *     counted and none was a duplicate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportSummary(
        @Schema(examples = "10000") long lines,

        @Schema(examples = "1830", description = "First views of a viewer in a dedup window")
        long counted,

        @Schema(examples = "402", description = "Views of viewers already counted, by this import or before")
        long duplicates,

        @Schema(description = "Reads by crawlers and link previews")
        long bots,

        @Schema(description = "Reads of paths that the pattern does not map to an item")
        long unmatched,

        @Schema(description = "Reads of items that the catalog does not hold")
        long unknown,

        @Schema(
                description =
                        "Requests that showed nobody a page: not GET, not answered with 2xx or 304, or still ahead")
        long skipped,

        @Schema(description = "Lines that are not in the combined format")
        long malformed,

        @Schema(description = "Numbers of the first ten of them")
        List<Long> malformedLines,

        @Schema(description = "Sent again until then, the same log counts nothing twice")
        Instant dedupHeldUntil) {}
