package io.footfall.product.admin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;

/**
 * The samples of the last minute, and what happened in the time up to the latest. Counts of the platform are only compared with
 * older ones that they go on from: a Redis that lost its memory begins anew, one that was restored goes back, and the difference
 * of such counts says nothing. Then, and where Redis does not tell, it is the counts of this replica.
 *
 * <p>Confined to its caller's lock.
 */
final class Samples {

    /** Two samples that come right after each other tell no rate. */
    private static final Duration SHORTEST = Duration.ofMillis(500);

    private final long keptNanos;
    private final Deque<Sample> samples = new ArrayDeque<>();

    Samples(Duration kept) {
        this.keptNanos = kept.toNanos();
    }

    void add(Sample sample) {
        samples.addLast(sample);
        while (sample.nanos() - samples.getFirst().nanos() > keptNanos) {
            samples.removeFirst();
        }
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    /** What happened lately: in the given time, or as much of it as is known. */
    RateWindow last(Duration time) {
        Sample latest = samples.getLast();
        return latest.platform()
                .flatMap(now -> span(CountScope.PLATFORM, time, now, Sample::platform))
                .or(() -> span(CountScope.REPLICA, time, latest.own(), sample -> Optional.of(sample.own())))
                .orElseGet(() -> new RateWindow(CountScope.REPLICA, 0, latest.own(), latest.own()));
    }

    /** Back to the oldest sample within the time, not past one that the latest does not go on from. */
    private Optional<RateWindow> span(
            CountScope scope,
            Duration time,
            CounterSnapshot now,
            Function<Sample, Optional<CounterSnapshot>> countsOf) {
        long end = samples.getLast().nanos();
        RateWindow found = null;
        CounterSnapshot next = now;
        Iterator<Sample> back = samples.descendingIterator();
        while (back.hasNext()) {
            Sample sample = back.next();
            CounterSnapshot counts = countsOf.apply(sample).orElse(null);
            if (end - sample.nanos() > time.toNanos() || counts != null && !counts.isContinuedBy(next)) {
                break;
            }
            if (counts != null && end - sample.nanos() >= SHORTEST.toNanos()) {
                CounterSnapshot earlier = found == null ? counts : counts.orAs(found.earlier());
                found = new RateWindow(scope, end - sample.nanos(), earlier, now);
            }
            next = counts == null ? next : counts;
        }
        return Optional.ofNullable(found);
    }
}
