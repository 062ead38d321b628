package io.footfall.capability.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.RedisProcess;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A read that starts after an invalidation has completed never returns an older value. Runs random interleavings of
 * reads, writes and invalidations on two replicas, from a seed that is printed. {@code -Dfootfall.races=} sets their
 * number, {@code -Dfootfall.seed=} repeats one.
 */
class CacheConsistencyRaceTest {

    private static final int RACES = Integer.getInteger("footfall.races", 1_000);
    private static final int STEPS = 12;
    private static final int AT_ONCE = 16;
    private static final int SLOWEST_LOAD_MILLIS = 4;

    private static RedisProcess redis;
    private static final List<CacheReplica> REPLICAS = new ArrayList<>();
    private static final List<List<NamedCache<Integer>>> CACHES = new ArrayList<>();

    @BeforeAll
    static void start() {
        redis = RedisProcess.appendOnly().start();
        for (int i = 0; i < 2; i++) {
            CacheReplica replica = new CacheReplica(redis);
            REPLICAS.add(replica);
            CACHES.add(List.of(
                    cache(replica, "short", Duration.ofMillis(20)), cache(replica, "long", Duration.ofHours(1))));
        }
    }

    /**
     * With the short time to live, entries are refreshed all the time. With the long one, an outdated entry would stay.
     */
    private static NamedCache<Integer> cache(CacheReplica replica, String name, Duration ttl) {
        return replica.caches.create(CacheSpec.named(name, Integer.class)
                .ttl(ttl)
                .staleTtl(Duration.ofHours(2))
                .tags(version -> Set.of("all", "parity:" + version % 2))
                .build());
    }

    @AfterAll
    static void end() {
        REPLICAS.forEach(CacheReplica::close);
        redis.close();
    }

    @Test
    void nobodyReadsWhatWasInvalidatedBefore() throws Exception {
        long seed = Long.getLong("footfall.seed", System.nanoTime());
        LongAccumulator slowest = new LongAccumulator(Math::max, 0);
        LongAdder reads = new LongAdder();
        List<Callable<Void>> races = IntStream.range(0, RACES)
                .mapToObj(i -> new Race(seed + i))
                .map(race -> (Callable<Void>) () -> {
                    race.run();
                    slowest.accumulate(race.untilTheOtherKnew());
                    reads.add(race.reads.get());
                    return null;
                })
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

        for (Future<Void> race : threads.invokeAll(races)) {
            race.get();
        }

        threads.shutdown();
        System.out.printf(
                "cache races: %d from seed %d, %d reads, none outdated; the other replica knew after %d ms at most%n",
                RACES, seed, reads.sum(), slowest.get());
    }

    /** Races on one key, whose true value is a number that only increases. */
    private static final class Race {

        private final long seed;
        private final Random random;
        private final String key;
        private final AtomicInteger truth = new AtomicInteger();
        private final AtomicInteger reads = new AtomicInteger();
        private final List<AtomicInteger> answered = List.of(new AtomicInteger(), new AtomicInteger());
        private final Set<String> outdated = ConcurrentHashMap.newKeySet();
        private final List<CompletableFuture<?>> open = new ArrayList<>();

        private Race(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.key = "k" + Long.toHexString(seed);
        }

        private void run() {
            for (int step = 0; step < STEPS; step++) {
                int replica = random.nextInt(2);
                int dice = random.nextInt(10);
                int delay = random.nextInt(SLOWEST_LOAD_MILLIS);
                if (dice < 6) {
                    open.add(read(replica, delay));
                } else if (dice < 7) {
                    open.add(write(replica, delay));
                } else {
                    open.add(invalidate(replica, dice));
                }
                letGoOn(replica, random.nextInt(6));
            }
            CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).join();
            assertThat(outdated).as("outdated reads of seed %d", seed).isEmpty();
        }

        private static void letGoOn(int replica, int rounds) {
            for (int i = 0; i < rounds; i++) {
                REPLICAS.get(replica)
                        .onLoop(() -> CompletableFuture.completedFuture(null))
                        .join();
            }
        }

        private CompletableFuture<?> read(int replica, int delay) {
            return REPLICAS.get(replica).onLoop(() -> {
                int atLeast = answered.get(replica).get();
                return get(replica, delay).thenAccept(version -> {
                    reads.incrementAndGet();
                    if (version < atLeast) {
                        outdated.add("replica " + replica + " read " + version + " after " + atLeast);
                    }
                });
            });
        }

        private NamedCache<Integer> cacheOf(int replica) {
            return CACHES.get(replica).get((int) (seed & 1));
        }

        private CompletableFuture<Integer> get(int replica, int delay) {
            return cacheOf(replica)
                    .get(key, () -> load(replica, delay))
                    .map(cached -> cached.orElseThrow(IllegalStateException::new))
                    .subscribeAsCompletionStage();
        }

        /** Reads the true value, and returns it after a delay. */
        private Uni<Integer> load(int replica, int delay) {
            int version = truth.get();
            return Uni.createFrom()
                    .emitter(emitter ->
                            REPLICAS.get(replica).vertx.setTimer(1 + delay, over -> emitter.complete(version)));
        }

        private CompletableFuture<?> write(int replica, int delay) {
            return REPLICAS.get(replica).onLoop(() -> cacheOf(replica)
                    .write(key, () -> commit(replica, delay), version -> version)
                    .invoke(version -> known(replica, version))
                    .subscribeAsCompletionStage());
        }

        private Uni<Integer> commit(int replica, int delay) {
            int version = truth.incrementAndGet();
            return Uni.createFrom()
                    .emitter(emitter ->
                            REPLICAS.get(replica).vertx.setTimer(1 + delay, over -> emitter.complete(version)));
        }

        private CompletableFuture<?> invalidate(int replica, int dice) {
            return REPLICAS.get(replica).onLoop(() -> {
                int version = truth.incrementAndGet();
                NamedCache<Integer> cache = cacheOf(replica);
                Uni<Void> done =
                        switch (dice) {
                            case 7 -> cache.invalidate(List.of(key));
                            case 8 -> cache.invalidateTags(List.of("all"));
                            default -> random.nextBoolean() ? cache.invalidateMatching(key + "*") : cache.clear();
                        };
                return done.invoke(() -> known(replica, version)).subscribeAsCompletionStage();
            });
        }

        private void known(int replica, int version) {
            answered.get(replica).accumulateAndGet(version, Math::max);
        }

        /** Returns the milliseconds until both replicas return the true value. */
        private long untilTheOtherKnew() {
            long start = System.nanoTime();
            Set<Integer> behind = new HashSet<>(Set.of(0, 1));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        behind.removeIf(replica -> REPLICAS.get(replica)
                                        .onLoop(() -> get(replica, 0))
                                        .join()
                                == truth.get());
                        return behind.isEmpty();
                    });
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        }
    }
}
