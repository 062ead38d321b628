package io.footfall.product.admin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;

/**
 * The samples of the last minute, and the rates computed from them.
 *
 * <p>Counts of all replicas are compared only with earlier counts of the same run, see
 * {@link CounterSnapshot#isContinuedBy}: a Redis that lost its data starts again from zero, one that was restored from
 * a snapshot goes back, and a difference between such counts means nothing. In that case, and where Redis did not
 * report counts, the counts of this replica are used instead.
 *
 * <p>Not thread-safe: the caller must hold its lock.
 */
final class Samples {

    /** The minimum distance of two samples that are compared; a shorter one gives no useful rate. */
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

    /** Returns the change within the given time, or within the part of it that is known. */
    RateWindow last(Duration time) {
        Sample latest = samples.getLast();
        return latest.platform()
                .flatMap(now -> span(CountScope.PLATFORM, time, now, Sample::platform))
                .or(() -> span(CountScope.REPLICA, time, latest.own(), sample -> Optional.of(sample.own())))
                .orElseGet(() -> new RateWindow(CountScope.REPLICA, 0, latest.own(), latest.own()));
    }

    /**
     * Goes back from the latest sample to the oldest one within the time, and stops at a sample that belongs to another
     * run of the counters. Linear in the number of samples. Empty where no sample is old enough.
     */
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
