package io.footfall.product.admin;

import java.util.Optional;

/**
 * The counters at one moment.
 *
 * @param nanos the moment, by {@link System#nanoTime()}
 * @param own the counters of this replica
 * @param platform the counters of all replicas; empty where Redis did not report them
 */
record Sample(long nanos, CounterSnapshot own, Optional<CounterSnapshot> platform) {}
