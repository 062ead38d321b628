package io.footfall.product.admin;

import java.util.Optional;

/**
 * What was counted up to a moment.
 *
 * @param nanos the moment, by {@link System#nanoTime()}
 * @param own by this replica
 * @param platform by all replicas; empty where Redis did not tell
 */
record Sample(long nanos, CounterSnapshot own, Optional<CounterSnapshot> platform) {}
