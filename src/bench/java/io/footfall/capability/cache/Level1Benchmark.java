package io.footfall.capability.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures a hit in the in-process cache (level 1), with 10,000 values of unequal popularity. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Level1Benchmark {

    private static final int VALUES = 10_000;
    private static final long LATER = Long.MAX_VALUE / 4;

    private final ObjectMapper json = new ObjectMapper();
    private final Level1<Map<String, String>> values = new Level1<>(2 * VALUES, System::currentTimeMillis);
    private final String[] keys = new String[VALUES];

    /** Fills the cache. */
    @Setup
    public void fill() {
        Entry.Format<Map<String, String>> format =
                new Entry.Format<>(json, json.getTypeFactory().constructMapType(Map.class, String.class, String.class));
        EntryLifetime lifetime = new EntryLifetime(0, LATER, LATER, 1);
        for (int i = 0; i < VALUES; i++) {
            keys[i] = "s" + i;
            values.put(
                    keys[i],
                    Entry.loaded(format, Map.of("title", "The lighthouse keeper"), Set.of("author:ada"), 1, lifetime),
                    values.ticket());
        }
    }

    /**
     * A hit. The index is the square of a random number, so that a tenth of the values gets about a third of the reads.
     */
    @Benchmark
    public Object hit() {
        double random = ThreadLocalRandom.current().nextDouble();
        return values.get(keys[(int) (random * random * VALUES)]);
    }
}
