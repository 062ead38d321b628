package io.footfall.idempotency;

import io.footfall.redis.RedisCalls;
import io.footfall.redis.RedisKeys;
import io.footfall.redis.Script;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Keys and the answers that were given under them, in Redis. */
@Singleton
class IdempotencyStore {

    private static final Script BEGIN = Script.named("idem-begin");
    private static final Script END = Script.named("idem-end");
    private static final Script FREE = Script.makingRoom("idem-free");

    /** Longer than any request that creates something takes; after it a request is taken for dead. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration KEPT = Duration.ofHours(24);

    private final RedisCalls redis;

    IdempotencyStore(RedisCalls redis) {
        this.redis = redis;
    }

    /**
     * A request under a key.
     *
     * @param key digest of the caller, the path and the key
     * @param fingerprint digest of the body
     * @param token tells this request from others under the key
     */
    record Request(String key, String fingerprint, String token) {

        private List<String> keys() {
            return List.of(RedisKeys.idempotency(key));
        }
    }

    Uni<Standing> begin(Request request) {
        return redis.run(BEGIN, request.keys(), List.of(request.fingerprint(), request.token(), millis(LEASE)))
                .map(Standing::of);
    }

    Uni<Void> end(Request request, StoredAnswer answer) {
        List<String> arguments =
                List.of(request.token(), millis(KEPT), Integer.toString(answer.status()), answer.contentType());
        return redis.run(END, request.keys(), arguments, answer.body()).replaceWithVoid();
    }

    Uni<Void> free(Request request) {
        return redis.run(FREE, request.keys(), List.of(request.token())).replaceWithVoid();
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
