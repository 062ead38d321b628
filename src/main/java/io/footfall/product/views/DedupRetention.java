package io.footfall.product.views;

import java.time.Instant;

/**
 * A window and how long its viewers are remembered.
 *
 * @param window the window
 * @param until when its viewers are forgotten
 * @param extending whether viewers that are there already are kept until then too
 */
record DedupRetention(DedupWindow window, Instant until, boolean extending) {}
