package io.footfall.product.analytics;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The views of a story over time.
 *
 * @param storyId the story
 * @param from the start of the range, inclusive
 * @param to the end of the range, exclusive
 * @param granularity the time that a point covers
 * @param views the sum of the views in the range
 * @param points one point for each hour or day, also where there were no views
 */
@RegisterForReflection
record StoryStats(
        @Schema(examples = "s1") String storyId,
        Instant from,
        Instant to,
        Granularity granularity,
        @Schema(examples = "120") long views,
        List<Point> points) {

    static StoryStats of(String storyId, Range range, Map<Instant, Long> found) {
        return new StoryStats(
                storyId,
                range.from(),
                range.to(),
                range.granularity(),
                found.values().stream().mapToLong(Long::longValue).sum(),
                range.granularity().within(range).stream()
                        .map(time -> new Point(time, found.getOrDefault(time, 0L)))
                        .toList());
    }
}
