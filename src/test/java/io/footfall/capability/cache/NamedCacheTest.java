package io.footfall.capability.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.support.RedisProbe;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class NamedCacheTest {

    private static final int MANY = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The number of failing loads; they run once per second. */
    private static final int FAILING_LOADS = Integer.getInteger("footfall.failing.loads", 3);

    private static RedisProcess redis;

    private final String name = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicBoolean failing = new AtomicBoolean();
    private CacheReplica here;
    private CacheReplica there;

    @BeforeAll
    static void startRedis() {
        redis = RedisProcess.appendOnly().start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void start() {
        here = new CacheReplica(redis);
        there = new CacheReplica(redis);
    }

    @AfterEach
    void end() {
        here.close();
        there.close();
    }

    private NamedCache<String> cache(CacheReplica replica, UnaryOperator<CacheSpec.Builder<String>> options) {
        return replica.caches.create(
                options.apply(CacheSpec.named(name, String.class)).build());
    }

    private Supplier<Uni<String>> loading(CacheReplica replica, String value, long millis) {
        return () -> {
            loads.incrementAndGet();
            return Uni.createFrom()
                    .emitter(emitter -> replica.vertx.setTimer(Math.max(1, millis), over -> {
                        if (failing.get()) {
                            emitter.fail(new IllegalStateException("no"));
                        } else {
                            emitter.complete(value);
                        }
                    }));
        };
    }

    private static CompletableFuture<Cached<String>> get(
            CacheReplica replica, NamedCache<String> cache, Supplier<Uni<String>> loader) {
        return replica.onLoop(() -> cache.get("k", loader).subscribeAsCompletionStage());
    }

    private static String valueOf(Cached<String> cached) {
        return cached.orElseThrow(() -> new IllegalStateException("missing"));
    }

    @Test
    void oneLoaderRunsHoweverManyReadersAndReplicasMiss() {
        NamedCache<String> cacheHere = cache(here, spec -> spec);
        NamedCache<String> cacheThere = cache(there, spec -> spec);
        List<CompletableFuture<Cached<String>>> answers = new ArrayList<>();

        for (int i = 0; i < MANY; i++) {
            answers.add(get(here, cacheHere, loading(here, "v", 200)));
            answers.add(get(there, cacheThere, loading(there, "v", 200)));
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(valueOf(answer.join())).isEqualTo("v"));
        assertThat(loads).hasValue(1);
    }

    @Test
    void whenTheLoaderDiesOthersLoadWithinTheTimeOfItsLock() {
        NamedCache<String> cacheHere = cache(here, spec -> spec);
        NamedCache<String> cacheThere = cache(there, spec -> spec);
        get(here, cacheHere, loading(here, "never", 60_000));
        Awaitility.await().untilAtomic(loads, org.hamcrest.Matchers.equalTo(1));

        here.die();
        long start = System.nanoTime();
        Cached<String> answer = get(there, cacheThere, loading(there, "v", 1)).join();

        System.out.printf("loader killed: the other went on after %d ms%n", millisSince(start));
        assertThat(valueOf(answer)).isEqualTo("v");
        assertThat(loads).hasValue(2);
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Test
    void aValueThatOneReplicaLoadedIsAHitOnTheOther() {
        NamedCache<String> cacheHere = cache(here, spec -> spec);
        NamedCache<String> cacheThere = cache(there, spec -> spec);

        Cached<String> first = get(here, cacheHere, loading(here, "v", 1)).join();
        untilStored();
        Cached<String> second =
                get(there, cacheThere, loading(there, "other", 1)).join();

        assertThat(first.status()).isEqualTo(CacheStatus.MISS);
        assertThat(second.status()).isEqualTo(CacheStatus.HIT);
        assertThat(valueOf(second)).isEqualTo("v");
        assertThat(second.etag()).isEqualTo(first.etag());
    }

    private void untilStored() {
        RedisProbe probe = redis.probe();
        Awaitility.await()
                .until(() -> probe.send(Command.EXISTS, RedisKeys.cacheEntries(name) + "k")
                                .toInteger()
                        == 1);
    }

    @Test
    void aStaleValueIsAnsweredAtOnceAndRefreshedOnce() {
        NamedCache<String> cache = cache(here, spec -> spec.ttl(Duration.ofMillis(50)));
        get(here, cache, loading(here, "old", 1)).join();

        Cached<String> stale = Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> get(here, cache, loading(here, "new", 30)).join(),
                        answer -> answer.status() == CacheStatus.STALE);
        Cached<String> fresh = Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> get(here, cache, loading(here, "newer", 60_000)).join(), answer -> valueOf(answer)
                        .equals("new"));

        assertThat(valueOf(stale)).isEqualTo("old");
        assertThat(fresh.status()).isNotEqualTo(CacheStatus.MISS);
    }

    @Test
    void aLoaderThatFailsLeavesTheStaleValueAndIsTriedAgain() {
        NamedCache<String> cache = cache(here, spec -> spec.ttl(Duration.ofMillis(20)));
        get(here, cache, loading(here, "old", 1)).join();
        failing.set(true);

        List<Cached<String>> answers = new ArrayList<>();
        Duration patience = PATIENCE.plusSeconds(2L * FAILING_LOADS);
        Awaitility.await().atMost(patience).pollInterval(Duration.ofMillis(2)).until(() -> {
            answers.add(get(here, cache, loading(here, "new", 1)).join());
            return cache.stats().loadFailures.sum() >= FAILING_LOADS;
        });
        failing.set(false);

        assertThat(answers).allSatisfy(answer -> assertThat(valueOf(answer)).isEqualTo("old"));
        assertThat(answers.get(answers.size() - 1).status()).isEqualTo(CacheStatus.STALE);
        Awaitility.await().atMost(PATIENCE).until(() -> valueOf(
                        get(here, cache, loading(here, "new", 1)).join())
                .equals("new"));
    }

    @Test
    void aLoaderThatFailsWithNothingToAnswerInsteadFailsTheRead() {
        NamedCache<String> cache = cache(here, spec -> spec);
        failing.set(true);

        assertThatThrownBy(() -> get(here, cache, loading(here, "v", 1)).join())
                .hasCauseInstanceOf(IllegalStateException.class);
        failing.set(false);
        assertThat(valueOf(get(here, cache, loading(here, "v", 1)).join())).isEqualTo("v");
    }

    @Test
    void aLoadThatTakesTooLongFails() {
        NamedCache<String> cache = cache(here, spec -> spec.hardTimeout(Duration.ofMillis(50)));

        assertThatThrownBy(() -> get(here, cache, loading(here, "v", 60_000)).join())
                .hasCauseInstanceOf(io.footfall.platform.store.StoreUnavailableException.class);
    }

    @Test
    void aReadOfAStaleValueWaitsForAFreshOneAsLongAsItIsTold() {
        NamedCache<String> cache =
                cache(here, spec -> spec.ttl(Duration.ofMillis(20)).softTimeout(Duration.ofSeconds(5)));
        get(here, cache, loading(here, "old", 1)).join();

        Cached<String> answer = Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> get(here, cache, loading(here, "new", 20)).join(),
                        found -> found.status() != CacheStatus.HIT);

        assertThat(valueOf(answer)).isEqualTo("new");
    }

    @Test
    void whatDoesNotExistIsRememberedInTheProcessAlone() {
        NamedCache<String> cache = cache(here, spec -> spec);

        get(here, cache, loading(here, null, 1)).join();
        Cached<String> again = get(here, cache, loading(here, null, 1)).join();

        assertThat(loads).hasValue(1);
        assertThat(cache.isKnownMissing("k")).isTrue();
        assertThatThrownBy(() -> valueOf(again)).hasMessage("missing");
        assertThat(redis.probe().keys(RedisKeys.cacheEntries(name) + "*")).isEmpty();
        assertThat(cache.size()).isZero();
    }

    @Test
    void largeValuesAreCompressedAndTheLargestNotCached() {
        NamedCache<String> cacheHere = cache(here, spec -> spec);
        NamedCache<String> cacheThere = cache(there, spec -> spec);
        String large = "x".repeat(100_000);

        get(here, cacheHere, loading(here, large, 1)).join();
        untilStored();

        RedisProbe probe = redis.probe();
        assertThat(probe.send(Command.HSTRLEN, RedisKeys.cacheEntries(name) + "k", "v")
                        .toInteger())
                .isLessThan(2_000);
        assertThat(valueOf(get(there, cacheThere, loading(there, "other", 1)).join()))
                .isEqualTo(large);
        here.onLoop(() -> cacheHere.clear().subscribeAsCompletionStage()).join();
        String tooLarge = "x".repeat(1_100_000);
        get(here, cacheHere, loading(here, tooLarge, 1)).join();
        assertThat(get(here, cacheHere, loading(here, tooLarge, 1)).join().status())
                .isEqualTo(CacheStatus.MISS);
    }

    @Test
    void valuesAreRefreshedAheadWhereTheCacheAsksForIt() {
        NamedCache<String> cache = cache(
                here, spec -> spec.ttl(Duration.ofHours(1)).refreshAhead(0).beta(0));
        get(here, cache, loading(here, "old", 1)).join();

        Cached<String> read = get(here, cache, loading(here, "new", 1)).join();

        assertThat(read.status()).isEqualTo(CacheStatus.HIT);
        Awaitility.await().atMost(PATIENCE).until(() -> valueOf(
                        get(here, cache, loading(here, "newer", 60_000)).join())
                .equals("new"));
    }

    @Test
    void invalidationsByTagReachTheOtherReplica() {
        UnaryOperator<CacheSpec.Builder<String>> tagged = spec -> spec.tags(value -> Set.of("author:" + value));
        NamedCache<String> cacheHere = cache(here, tagged);
        NamedCache<String> cacheThere = cache(there, tagged);
        get(here, cacheHere, loading(here, "ada", 1)).join();
        untilStored();
        get(there, cacheThere, loading(there, "ada", 1)).join();

        here.onLoop(() -> cacheHere.invalidateTags(List.of("author:bob")).subscribeAsCompletionStage())
                .join();
        assertThat(valueOf(get(here, cacheHere, loading(here, "eve", 1)).join()))
                .isEqualTo("ada");
        here.onLoop(() -> cacheHere.invalidateTags(List.of("author:ada")).subscribeAsCompletionStage())
                .join();

        assertThat(valueOf(get(here, cacheHere, loading(here, "eve", 1)).join()))
                .isEqualTo("eve");
        Awaitility.await().atMost(PATIENCE).until(() -> valueOf(
                        get(there, cacheThere, loading(there, "eve", 1)).join())
                .equals("eve"));
    }

    @Test
    void withoutRedisLevel1AndTheLoaderGoOn() {
        NamedCache<String> cache = cache(here, spec -> spec);
        here.toRedis.begin(TcpProxy.Fault.BLACK_HOLE);

        long start = System.nanoTime();
        Cached<String> first = get(here, cache, loading(here, "v", 1)).join();
        System.out.printf("cache without redis: the first read took %d ms%n", millisSince(start));
        Cached<String> second = get(here, cache, loading(here, "other", 1)).join();

        assertThat(first.status()).isEqualTo(CacheStatus.MISS);
        assertThat(second.status()).isEqualTo(CacheStatus.HIT);
        assertThat(valueOf(second)).isEqualTo("v");
    }

    @Test
    void whatWasInvalidatedWhileRedisWasAwayIsNotReadThereAfterwards() {
        NamedCache<String> cacheHere = cache(here, spec -> spec);
        NamedCache<String> cacheThere = cache(there, spec -> spec);
        get(here, cacheHere, loading(here, "old", 1)).join();
        untilStored();
        get(there, cacheThere, loading(there, "old", 1)).join();

        here.toRedis.begin(TcpProxy.Fault.CUT);
        here.onLoop(() -> cacheHere.invalidate(List.of("k")).subscribeAsCompletionStage())
                .join();
        assertThat(valueOf(get(here, cacheHere, loading(here, "new", 1)).join()))
                .isEqualTo("new");
        here.toRedis.heal();

        Awaitility.await().atMost(PATIENCE).until(() -> valueOf(
                        get(there, cacheThere, loading(there, "new", 1)).join())
                .equals("new"));
        assertThat(valueOf(get(here, cacheHere, loading(here, "new", 1)).join()))
                .isEqualTo("new");
    }

    @Test
    void whatWasMissedWhileTheSubscriptionWasLostIsForgotten() {
        NamedCache<String> cacheHere = cache(here, spec -> spec);
        NamedCache<String> cacheThere = cache(there, spec -> spec);
        get(here, cacheHere, loading(here, "old", 1)).join();
        untilStored();
        get(there, cacheThere, loading(there, "old", 1)).join();

        there.toRedis.begin(TcpProxy.Fault.ANSWERS_LOST);
        here.onLoop(() -> cacheHere
                        .write("k", () -> Uni.createFrom().item("new"), value -> value)
                        .subscribeAsCompletionStage())
                .join();
        there.toRedis.heal();

        Awaitility.await().atMost(PATIENCE).until(() -> valueOf(
                        get(there, cacheThere, loading(there, "new", 1)).join())
                .equals("new"));
    }

    private void failToWrite(NamedCache<String> cache, Throwable failure) {
        assertThatThrownBy(() -> here.onLoop(
                                () -> cache.write("k", () -> Uni.createFrom().<String>failure(failure), value -> value)
                                        .subscribeAsCompletionStage())
                        .join())
                .hasCause(failure);
    }

    @Test
    void aWriteThatIsRefusedLeavesWhatIsThere() {
        NamedCache<String> cache = cache(here, spec -> spec);
        get(here, cache, loading(here, "old", 1)).join();
        untilStored();

        failToWrite(cache, StoreUnavailableException.postgresNotAsked());

        assertThat(get(here, cache, loading(here, "new", 1)).join().status()).isEqualTo(CacheStatus.HIT);
        assertThat(valueOf(get(there, cache(there, spec -> spec), loading(there, "new", 1))
                        .join()))
                .isEqualTo("old");
    }

    @Test
    void aWriteOfWhichNobodyKnowsTakesAwayWhatIsThere() {
        NamedCache<String> cache = cache(here, spec -> spec);
        get(here, cache, loading(here, "old", 1)).join();
        untilStored();

        failToWrite(cache, StoreUnavailableException.postgres(new TimeoutException()));

        assertThat(valueOf(get(here, cache, loading(here, "new", 1)).join())).isEqualTo("new");
    }

    @Test
    void whatIsNotWorthItIsKeptOutOfRedis() {
        NamedCache<String> cache = cache(here, spec -> spec.sharedIf(value -> !value.isEmpty()));
        RedisProbe probe = redis.probe();

        get(here, cache, loading(here, "", 1)).join();
        here.onLoop(() -> cache.getLocally("made-up", Set.of(), loading(here, "v", 1))
                        .subscribeAsCompletionStage())
                .join();

        assertThat(get(here, cache, loading(here, "other", 1)).join().status()).isEqualTo(CacheStatus.HIT);
        // The command that stores a value also releases the lock.
        Awaitility.await()
                .until(() -> probe.keys(RedisKeys.cache(name) + ":l:*").isEmpty());
        assertThat(probe.keys(RedisKeys.cacheEntries(name) + "*")).isEmpty();
    }

    @Test
    void aPatternReachesWhatOthersReadWhileRedisIsWalkedThrough() {
        NamedCache<String> cacheHere = cache(here, spec -> spec);
        NamedCache<String> cacheThere = cache(there, spec -> spec);
        get(here, cacheHere, loading(here, "old", 1)).join();
        untilStored();
        // Loads the script into Redis, so that no later call takes two round trips.
        here.onLoop(() -> cacheHere.invalidateMatching("other*").subscribeAsCompletionStage())
                .join();

        here.toRedis.delay(20);
        CompletableFuture<Void> done =
                here.onLoop(() -> cacheHere.invalidateMatching("k*").subscribeAsCompletionStage());
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    get(there, cacheThere, loading(there, "new", 1)).join();
                    return done.isDone();
                });

        Awaitility.await().atMost(PATIENCE).until(() -> valueOf(
                        get(there, cacheThere, loading(there, "new", 1)).join())
                .equals("new"));
    }
}
