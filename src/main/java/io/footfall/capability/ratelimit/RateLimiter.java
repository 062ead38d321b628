package io.footfall.capability.ratelimit;

import io.footfall.capability.flags.FeatureToggle;
import io.footfall.capability.flags.FeatureToggles;
import io.footfall.platform.identity.Caller;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.RedisSubscription;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Decides on hits (rate limit checks): by an override; by what this replica knows of keys over their limit; by Redis,
 * for all replicas together; or, while Redis is unavailable, by this replica alone.
 */
@Singleton
public final class RateLimiter {

    private static final Script RESET = Script.named("limit-reset");
    private static final String OVERRIDES_CHANGED = "overrides";

    private final RedisCalls redis;
    private final RedisGateway gateway;
    private final boolean isRedisThere;
    private final FeatureToggle flag;
    private final LimitSubjectResolver subjects;
    private final KeyHasher pseudonyms;
    private final Overrides overrides;
    private final LocalDecisions memory;
    private final SharedLimitCheckBuffer buffer;

    RateLimiter(
            Vertx vertx,
            RedisCalls redis,
            PipelinedCalls pipelined,
            RedisGateway gateway,
            RedisSettings redisSettings,
            RateLimitSettings settings,
            Keys keys,
            LocalDecisions memory,
            RedisSubscription subscription) {
        this.redis = redis;
        this.gateway = gateway;
        this.isRedisThere = redisSettings.enabled() && gateway.isConfigured();
        this.flag = new FeatureToggle("RATE_LIMIT_REDIS_ENABLED", settings.redisEnabled());
        this.subjects = keys.subjects();
        this.pseudonyms = keys.pseudonyms();
        this.overrides = keys.overrides();
        this.memory = memory;
        this.buffer = new SharedLimitCheckBuffer(vertx, pipelined, this::batch, redisSettings.cluster());
        subscription.listen(RedisKeys.LIMIT_CHANNEL, new Ear());
    }

    void start(@Observes StartupEvent event, FeatureToggles toggles) {
        toggles.keep(flag);
    }

    private boolean isRedisUsed() {
        return isRedisThere && flag.isOn();
    }

    /** Groups the components that resolve keys, their hashes and their overrides. */
    @Singleton
    record Keys(LimitSubjectResolver subjects, KeyHasher pseudonyms, Overrides overrides) {}

    /** Receives messages of other replicas: overrides were written, or the hits of a key were reset. */
    private final class Ear implements RedisSubscription.Listener {

        @Override
        public void heard(String message) {
            if (message.equals(OVERRIDES_CHANGED)) {
                mayHaveMissed();
            } else {
                String[] parts = message.split(" ", 2);
                forget(parts[0], parts[1]);
            }
        }

        @Override
        public void mayHaveMissed() {
            memory.forgetRefusals();
            overrides
                    .readAgain()
                    .subscribe()
                    .with(read -> memory.forgetRefusals(), RecoveredFailure.READ_LIMIT_OVERRIDES::record);
        }
    }

    private void forget(String policy, String field) {
        memory.forget(policy, new LimitKey(field, false));
        memory.forget(policy, new LimitKey(field, true));
    }

    /**
     * The hit of a request to this service's own endpoints.
     *
     * @return the hit; empty where the policy does not limit such callers
     */
    Optional<LimitCheck> hit(Policy policy, Caller caller, RoutingContext request) {
        return subjects.of(policy, caller, request).map(subject -> hit(policy, subject, 1));
    }

    /** A hit, already decided where no call to Redis is needed. */
    LimitCheck hit(Policy policy, LimitSubject subject, int cost) {
        Optional<KeyOverride> override = overrides.of(policy, subject);
        LimitCheck check = new LimitCheck(quotaOf(policy, override), subject.key(), cost);
        override.filter(KeyOverride::decides).ifPresent(found -> memory.decideBy(found, check));
        if (!check.isDecided()) {
            memory.refuseIfKnown(check);
        }
        return check;
    }

    /** The quota of a key, including its override. */
    Quota quotaOf(Policy policy, LimitSubject subject) {
        return quotaOf(policy, overrides.of(policy, subject));
    }

    private static Quota quotaOf(Policy policy, Optional<KeyOverride> override) {
        return override.map(found -> found.quotaOf(policy)).orElseGet(policy::quota);
    }

    /**
     * Whether a hit may be counted in Redis.
     *
     * @param check a hit
     * @return false where this replica decides alone: Redis is not used, its circuit breaker is open, or the key is a
     *     hash whose secret the replicas do not share yet
     */
    public boolean isCountedInRedis(LimitCheck check) {
        return isRedisUsed() && gateway.circuit().isClosed() && (!check.key().hashed() || pseudonyms.areShared());
    }

    /**
     * A batch for a call to Redis that begins now.
     *
     * @return an empty batch, which decides its hits by the reply of the script
     */
    public LimitCheckBatch batch() {
        return memory.batch();
    }

    /**
     * Decides on a hit that is not part of another call to Redis.
     *
     * @param check the hit
     * @return completes, on the context of the caller, when it is decided
     */
    public Uni<Void> decide(LimitCheck check) {
        if (check.isDecided()) {
            return Uni.createFrom().voidItem();
        }
        if (!isCountedInRedis(check)) {
            return decideAlone(check);
        }
        return buffer.submit(check).onFailure(RateLimiter::isOutage).recoverWithUni(() -> decideAlone(check));
    }

    /**
     * Whether this replica may decide alone. Not on overload: a local decision would reward the caller that causes the
     * overload.
     */
    private static boolean isOutage(Throwable failure) {
        return failure instanceof StoreUnavailableException unavailable && !unavailable.isOverload();
    }

    private Uni<Void> decideAlone(LimitCheck check) {
        memory.decideAlone(check);
        return Uni.createFrom().voidItem();
    }

    /**
     * Counts a hit in this replica alone and allows it. For a hit of an unacknowledged call to Redis: Redis may have
     * counted it although no reply arrived.
     *
     * @param check the hit, possibly decided already
     */
    public void letPass(LimitCheck check) {
        if (!check.isDecided()) {
            memory.letPass(check);
        }
    }

    /** Reads the current usage of a key; counts nothing. */
    Uni<Decision> look(Policy policy, LimitSubject subject) {
        Optional<KeyOverride> override = overrides.of(policy, subject);
        LimitCheck check = new LimitCheck(quotaOf(policy, override), subject.key(), 1);
        if (override.filter(KeyOverride::decides).isPresent()) {
            return Uni.createFrom().item(memory.outcomeBy(override.get(), check).decision());
        }
        return isCountedInRedis(check)
                ? lookInRedis(check)
                        .onFailure(StoreUnavailableException.class)
                        .recoverWithItem(() -> memory.look(check))
                : Uni.createFrom().item(() -> memory.look(check));
    }

    private Uni<Decision> lookInRedis(LimitCheck check) {
        return redis.run(
                        LimitCheckBuffer.LIMIT,
                        List.of(LimitCheckBatch.baseOf(check.policy(), check.key())),
                        LimitCheckBatch.looking(check))
                .map(answer -> check.quota().standing(LimitCheckBatch.usageIn(answer, 1), Decision.Source.REDIS));
    }

    /** Deletes the counted hits of a key, on all replicas. */
    Uni<Void> reset(Policy policy, LimitKey key) {
        memory.forget(policy.name(), key);
        if (!isRedisUsed()) {
            return Uni.createFrom().voidItem();
        }
        return redis.run(
                        RESET,
                        List.of(LimitCheckBatch.baseOf(policy, key)),
                        List.of(Long.toString(policy.windowMillis()), key.field()))
                .chain(() -> tell(policy.name() + " " + key.field()));
    }

    /** Applies written overrides on this replica at once, and notifies the other replicas. */
    Uni<Void> overridesChanged() {
        return overrides
                .readAgain()
                .plug(RecoveredFailure.READ_LIMIT_OVERRIDES::ignore)
                .invoke(memory::forgetRefusals)
                .chain(() -> tell(OVERRIDES_CHANGED).plug(RecoveredFailure.PUBLISH_OVERRIDES::ignore));
    }

    private Uni<Void> tell(String message) {
        return redis.send(Request.cmd(Command.PUBLISH)
                        .arg(RedisKeys.LIMIT_CHANNEL)
                        .arg(message))
                .replaceWithVoid();
    }
}
