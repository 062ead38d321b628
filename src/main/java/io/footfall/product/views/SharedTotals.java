package io.footfall.product.views;

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
 * Totals that replicas tell each other while Redis counts. Each replica keeps counts that it read for a moment, so that it would answer less than
 * another one answered meanwhile. Therefore {@code count.lua} publishes the totals of what it counts, before its caller is answered, and whoever answers
 * what it keeps waits until it has heard all that was published before.
 *
 * <p>Nothing is published for a replica that is alone: each one says every two seconds that it is there, and asks who else is when it begins to
 * listen. What it keeps is up to date only once the others know of it, and once calls are over that they made before.
 */
@Singleton
class SharedTotals {

    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final long LATEST_BEAT_NANOS = BEAT.multipliedBy(2).toNanos();

    /** Longer than a replica that stood still goes on to believe that it hears all. */
    private static final long ALONE_AFTER_NANOS = Duration.ofSeconds(7).toNanos();

    private static final String HERE = "here";
    private static final String WHO_IS_THERE = "who";
    private static final String FORGET = "forget";
    private static final String BLANK = " ";
    private static final Uni<Boolean> ALONE = Uni.createFrom().item(true);
    private static final Audience NOBODY = new Audience("", "");

    /**
     * Whom a call that counts tells the totals.
     *
     * @param channel where they are published; empty: nowhere
     * @param sender what this replica is called there
     */
    record Audience(String channel, String sender) {}

    /** Whether the others know that this replica listens. */
    private enum Knowledge {
        UNKNOWN,
        /** They were asked; calls of theirs that are under way may publish nothing yet. */
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

    /** Until nobody is heard of for a while. */
    private volatile boolean others = true;

    private long othersSeenAt;
    private volatile Knowledge knowledge = Knowledge.UNKNOWN;

    SharedTotals(Vertx vertx, RedisCalls redis, RedisSubscription subscription, MonotonicTotals totals) {
        this.vertx = vertx;
        this.redis = redis.inBackground();
        this.subscription = subscription;
        this.totals = totals;
        subscription.listen(RedisKeys.TOTALS_CHANNEL, new FromOthers());
    }

    void start(@Observes StartupEvent event) {
        beatAt = System.nanoTime();
        othersSeenAt = beatAt;
        vertx.setPeriodic(BEAT.toMillis(), beat -> beat());
    }

    /** Whom a call that counts tells the totals: everybody, where somebody may not have been heard of. */
    Audience audience() {
        return others || !hearsAll() ? everybody : NOBODY;
    }

    /** Whether this replica hears all that the others count; one that stood still may not have. */
    boolean hearsAll() {
        return knowledge == Knowledge.KNOWN
                && subscription.isListening()
                && System.nanoTime() - beatAt <= LATEST_BEAT_NANOS;
    }

    /**
     * Waits until this replica has heard all that the others counted before; not where it is alone.
     *
     * @return false where it did not hear that in time
     */
    Uni<Boolean> caughtUp() {
        return others ? Uni.createFrom().<Boolean>emitter(waiting -> listen(waiting)) : ALONE;
    }

    private void listen(UniEmitter<? super Boolean> waiting) {
        Context caller = vertx.getOrCreateContext();
        subscription
                .caughtUp()
                .onComplete(heard -> caller.runOnContext(unused -> waiting.complete(heard.succeeded() && hearsAll())));
    }

    /** Views were taken back, so that totals which were told before may be too high, on all replicas. */
    void forget() {
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

    /** What replicas say: each message begins with the name of the one that says it. */
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
