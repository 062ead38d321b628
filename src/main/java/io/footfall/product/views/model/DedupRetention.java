package io.footfall.product.views.model;

import java.time.Instant;

/**
 * A dedup window and how long the marks of its viewers are kept.
 *
 * @param window the window
 * @param until when the marks expire
 * @param extending whether existing marks of the window are kept until then too
 */
public record DedupRetention(DedupWindow window, Instant until, boolean extending) {}
