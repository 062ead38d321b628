package io.footfall.product.views.totals;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSubscription;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/**
 * Publishes totals to the other replicas while Redis counts. Each replica caches counts for a short time, so it could
 * return less than another replica returned in the meantime. Therefore {@code count.lua} publishes the totals of the
 * items that it counts, before its caller gets the reply. A replica that returns a cached count first waits until it
 * has received everything that was published before.
 *
 * <p>A single replica publishes nothing. Each replica announces itself every two seconds, and asks for other replicas
 * when its subscription begins. Its cached counts are up to date only after the other replicas know of it, and after
 * the calls have ended that they had in flight at that time.
 */
@Singleton
public final class SharedTotals {

    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final long LATEST_BEAT_NANOS = BEAT.multipliedBy(2).toNanos();

    /** Longer than a stalled replica continues to assume that it receives everything. */
    private static final long ALONE_AFTER_NANOS = Duration.ofSeconds(7).toNanos();

    private static final String HERE = "here";
    private static final String WHO_IS_THERE = "who";
    private static final String FORGET = "forget";
    private static final String BLANK = " ";
    private static final Uni<Boolean> ALONE = Uni.createFrom().item(true);
    private static final Audience NOBODY = new Audience("", "");

    /**
     * The receivers of the totals that a counting call publishes.
     *
     * @param channel the channel on which they are published; empty to publish nothing
     * @param sender the name of this replica on the channel
     */
    public record Audience(String channel, String sender) {}

    /** Whether the other replicas know that this replica is subscribed. */
    private enum Knowledge {
        UNKNOWN,
        /** The other replicas were asked. Their calls in flight may not publish totals yet. */
        ASKED,
        KNOWN
    }

    private final Vertx vertx;
    private final RedisCalls redis;
    private final RedisSubscription subscription;
    private final MonotonicTotals totals;
    private final String own = UUID.randomUUID().toString();
    private final Audience everybody = new Audience(RedisKeys.TOTALS_CHANNEL, own);
    private long askedAt;
    private volatile long beatAt;

    /** Whether there may be other replicas. Becomes false when none was heard of for {@link #ALONE_AFTER_NANOS}. */
    private volatile boolean others = true;

    private long othersSeenAt;
    private volatile Knowledge knowledge = Knowledge.UNKNOWN;

    /**
     * Creates an instance, and subscribes to the channel of totals.
     *
     * @param vertx provides the timer and the context of the caller
     * @param redis publishes the messages of this replica
     * @param subscription receives the messages of all replicas
     * @param totals caches the totals of other replicas
     */
    public SharedTotals(Vertx vertx, RedisCalls redis, RedisSubscription subscription, MonotonicTotals totals) {
        this.vertx = vertx;
        this.redis = redis.inBackground();
        this.subscription = subscription;
        this.totals = totals;
        subscription.listen(RedisKeys.TOTALS_CHANNEL, new FromOthers());
    }

    /**
     * Starts the timer with which this replica announces itself every two seconds.
     *
     * @param event the start of the service
     */
    public void start(@Observes StartupEvent event) {
        beatAt = System.nanoTime();
        othersSeenAt = beatAt;
        vertx.setPeriodic(BEAT.toMillis(), beat -> beat());
    }

    /**
     * Returns the receivers of the totals that a counting call publishes.
     *
     * @return all replicas, or nobody if this replica is certain to be the only one
     */
    public Audience audience() {
        return others || !hearsAll() ? everybody : NOBODY;
    }

    /**
     * Whether this replica receives all totals that other replicas count. A replica that stalled may have missed some.
     *
     * @return false if cached counts must not be returned
     */
    public boolean hearsAll() {
        return knowledge == Knowledge.KNOWN
                && subscription.isListening()
                && System.nanoTime() - beatAt <= LATEST_BEAT_NANOS;
    }

    /**
     * Waits until this replica has received all totals that were published before. Does not wait if it is the only
     * replica.
     *
     * @return false if the totals were not received in time, about 180 ms, or if this replica does not receive all; on
     *     the context of the caller; never fails
     */
    public Uni<Boolean> caughtUp() {
        return others ? Uni.createFrom().<Boolean>emitter(waiting -> listen(waiting)) : ALONE;
    }

    private void listen(UniEmitter<? super Boolean> waiting) {
        Context caller = vertx.getOrCreateContext();
        subscription
                .caughtUp()
                .onComplete(heard -> caller.runOnContext(unused -> waiting.complete(heard.succeeded() && hearsAll())));
    }

    /**
     * Discards the totals on all replicas. Used after views were reverted, because totals that were returned before may
     * be too high.
     */
    public void forget() {
        totals.forget();
        if (others) {
            say(FORGET);
        }
    }

    private synchronized void beat() {
        long now = System.nanoTime();
        boolean stoodStill = now - beatAt > LATEST_BEAT_NANOS;
        if (stoodStill) {
            knowledge = Knowledge.UNKNOWN;
        }
        beatAt = now;
        if (subscription.isListening()) {
            beat(now);
        }
    }

    private void beat(long now) {
        if (knowledge == Knowledge.UNKNOWN) {
            say(WHO_IS_THERE);
            return;
        }
        if (knowledge == Knowledge.ASKED && now - askedAt >= BEAT.toNanos()) {
            totals.missed();
            knowledge = Knowledge.KNOWN;
        }
        if (knowledge == Knowledge.KNOWN && now - othersSeenAt > ALONE_AFTER_NANOS) {
            others = false;
        }
        say(HERE);
    }

    private void say(String what) {
        RecoveredFailure.SHARE_TOTALS.attempt(redis.send(
                Request.cmd(Command.PUBLISH).arg(RedisKeys.TOTALS_CHANNEL).arg(own + BLANK + what)));
    }

    private synchronized void othersAreThere() {
        othersSeenAt = System.nanoTime();
        others = true;
    }

    private synchronized void theyWereAsked() {
        if (knowledge == Knowledge.UNKNOWN) {
            knowledge = Knowledge.ASKED;
            askedAt = System.nanoTime();
        }
    }

    private synchronized void mayHaveMissed() {
        knowledge = Knowledge.UNKNOWN;
        othersSeenAt = System.nanoTime();
    }

    private void learn(String[] words) {
        for (int i = 1; i + 1 < words.length; i += 2) {
            totals.saw(words[i], Long.parseLong(words[i + 1]));
        }
    }

    /** Handles the messages of the channel. Each message begins with the name of the replica that sent it. */
    private final class FromOthers implements RedisSubscription.Listener {

        @Override
        public void heard(String message) {
            if (message.startsWith(own)) {
                if (message.endsWith(WHO_IS_THERE)) {
                    theyWereAsked();
                }
                return;
            }
            othersAreThere();
            String[] words = message.split(BLANK);
            switch (words[1]) {
                case HERE -> {}
                case WHO_IS_THERE -> say(HERE);
                case FORGET -> totals.forget();
                default -> learn(words);
            }
        }

        @Override
        public void mayHaveMissed() {
            SharedTotals.this.mayHaveMissed();
            say(WHO_IS_THERE);
        }
    }
}
