package io.footfall.capability.sessions;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The store of sessions, each a hash in Redis. All sessions of an owner are in one partition, so that one script can
 * count them. The partition of a session follows from the hash of its id.
 */
@Singleton
class Sessions {

    private static final Script CREATE = Script.named("owned", "session-create");
    private static final Script USE = Script.named("owned", "session-use");
    private static final Script DELETE = Script.makingRoom("session-delete");
    private static final int BYTES_OF_AN_ID = 32;
    private static final String YES = "1";
    private static final String NO = "0";
    private static final String AS_BEFORE = "";
    private static final int NO_BOUND = 0;

    private final RedisCalls redis;
    private final SessionSettings settings;
    private final SecureRandom random = new SecureRandom();

    Sessions(RedisCalls redis, SessionSettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /**
     * Returns a random id whose hash selects the partition of the owner. It draws until an id fits,
     * {@link PartitionId#COUNT} times on average, which leaves 250 of 256 random bits.
     */
    private String newId(Owner owner) {
        PartitionId partition = PartitionId.of(owner.text());
        String id = newId();
        while (!PartitionId.of(id).equals(partition)) {
            id = newId();
        }
        return id;
    }

    private String newId() {
        byte[] bytes = new byte[BYTES_OF_AN_ID];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Creates a session. If a user has the maximum number of sessions, the oldest one is deleted. */
    Uni<Session> create(NewSession session) {
        String id = newId(session.owner());
        List<String> arguments = List.of(
                id,
                session.owner().text(),
                session.type(),
                session.data(),
                millis(session.timeToLive()),
                session.sliding() ? YES : NO,
                Integer.toString(session.owner().isUser() ? settings.perUser() : NO_BOUND));
        return redis.run(CREATE, keysOf(id), arguments)
                .map(answer -> new Session(
                        id,
                        session.type(),
                        session.data(),
                        session.sliding(),
                        time(answer.get(0)),
                        time(answer.get(1))));
    }

    private static List<String> keysOf(String id) {
        return List.of(RedisKeys.partition(PartitionId.of(id)));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    private static Instant time(Response millis) {
        return Instant.ofEpochMilli(millis.toLong());
    }

    /**
     * Reads a session, and restarts its time to live if it is sliding. Fails with 404 if the owner has no such session.
     */
    Uni<Session> read(String id, Owner owner) {
        return use(id, owner, "read", AS_BEFORE);
    }

    Uni<Session> write(String id, Owner owner, String data) {
        return use(id, owner, "write", data);
    }

    /** Restarts the time to live, or sets a new one. */
    Uni<Session> extend(String id, Owner owner, Optional<Duration> timeToLive) {
        return use(id, owner, "extend", timeToLive.map(Sessions::millis).orElse(AS_BEFORE));
    }

    private Uni<Session> use(String id, Owner owner, String what, String with) {
        return redis.run(USE, keysOf(id), List.of(id, owner.text(), what, with)).map(answer -> session(id, answer));
    }

    private static Session session(String id, Response answer) {
        if (answer.size() == 0) {
            throw unknown();
        }
        return new Session(
                id,
                answer.get(0).toString(),
                answer.get(1).toString(),
                answer.get(2).toString().equals(YES),
                time(answer.get(3)),
                time(answer.get(4)));
    }

    private static UnknownItemException unknown() {
        return new UnknownItemException("session");
    }

    Uni<Void> delete(String id, Owner owner) {
        return redis.run(DELETE, keysOf(id), List.of(id, owner.text()))
                .invoke(deleted -> {
                    if (deleted.toInteger() == 0) {
                        throw unknown();
                    }
                })
                .replaceWithVoid();
    }
}
