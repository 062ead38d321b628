package io.footfall.product.views.api;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Counts of many items by id.
 *
 * @param stories counts of the stories that exist
 * @param chapters counts of the chapters that exist
 * @param unknown requested ids that the catalog does not hold
 */
record CountsAnswer(
        @Schema(examples = "{\"s1\": 42}") Map<String, Long> stories,
        @Schema(examples = "{\"c1\": 7}") Map<String, Long> chapters,
        List<String> unknown) {}
