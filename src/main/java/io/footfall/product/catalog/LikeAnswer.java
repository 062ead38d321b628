package io.footfall.product.catalog;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of a like.
 *
 * @param storyId the story
 * @param liked whether the user likes it now
 * @param likeCount how many users do
 */
record LikeAnswer(
        @Schema(examples = "s1") String storyId,
        boolean liked,
        @Schema(examples = "12") long likeCount) {}
