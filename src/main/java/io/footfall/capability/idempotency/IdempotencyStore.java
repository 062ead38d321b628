package io.footfall.capability.idempotency;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** The store of idempotency keys and the responses to their requests, in Redis. */
@Singleton
class IdempotencyStore {

    private static final Script BEGIN = Script.named("owned", "idem-begin");
    private static final Script END = Script.named("idem-end");
    private static final Script FREE = Script.makingRoom("idem-free");

    /**
     * Longer than any request that creates something can take. After it, the request in flight is considered dead, and
     * its key is free.
     */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration KEPT = Duration.ofHours(24);

    private static final byte[] NOTHING = {};
    private static final String IS_KEPT = "1";
    private static final String IS_TOO_LARGE = "0";

    private final RedisCalls redis;
    private final IdempotencySettings settings;

    IdempotencyStore(RedisCalls redis, IdempotencySettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /**
     * A request with an idempotency key.
     *
     * @param key the name of the request
     * @param fingerprint the digest of the body
     * @param token distinguishes this request from others with the same key
     */
    record Request(IdempotencyKeys.Named key, String fingerprint, String token) {

        private List<String> keys() {
            return key.reader().map(this::keysOf).orElseGet(() -> List.of(RedisKeys.idempotency(key.digest())));
        }

        /** All keys of a reader are in one partition, so that one script can limit their number. */
        private List<String> keysOf(String reader) {
            PartitionId partition = PartitionId.of(reader);
            return List.of(
                    RedisKeys.idempotency(partition, key.digest()), RedisKeys.idempotencyIndex(partition, reader));
        }
    }

    Uni<KeyState> begin(Request request) {
        List<String> arguments = List.of(
                request.fingerprint(),
                request.token(),
                millis(LEASE),
                millis(KEPT),
                Integer.toString(settings.keysPerReader()));
        return redis.run(BEGIN, request.keys(), arguments).map(KeyState::of);
    }

    /** Stores a response, or only its status and content type if its body is too large. */
    Uni<Void> end(Request request, StoredAnswer answer) {
        boolean isKept = answer.body().length <= settings.largestAnswer().asLongValue();
        List<String> arguments = List.of(
                request.token(),
                millis(KEPT),
                Integer.toString(answer.status()),
                answer.contentType(),
                isKept ? IS_KEPT : IS_TOO_LARGE);
        return redis.run(END, request.keys(), arguments, isKept ? answer.body() : NOTHING)
                .replaceWithVoid();
    }

    Uni<Void> free(Request request) {
        return redis.run(FREE, request.keys(), List.of(request.token())).replaceWithVoid();
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
