package io.footfall.product.catalog;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The response to a like or unlike.
 *
 * @param storyId the story
 * @param liked whether the user likes the story now
 * @param likeCount the number of users who like the story
 */
record LikeAnswer(
        @Schema(examples = "s1") String storyId,
        boolean liked,
        @Schema(examples = "12") long likeCount) {}
