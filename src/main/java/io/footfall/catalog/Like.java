package io.footfall.catalog;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A story that a user likes.
 *
 * @param storyId the story
 * @param likedAt since when
 */
public record Like(@Schema(examples = "s1") String storyId, Instant likedAt) {}
