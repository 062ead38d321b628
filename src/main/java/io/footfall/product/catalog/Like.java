package io.footfall.product.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A story that a user likes.
 *
 * @param storyId the story
 * @param likedAt when the user liked it
 */
@RegisterForReflection
public record Like(@Schema(examples = "s1") String storyId, Instant likedAt) {}
