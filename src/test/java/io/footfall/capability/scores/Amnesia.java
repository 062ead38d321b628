package io.footfall.capability.scores;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.RedisProbe;
import io.vertx.redis.client.Command;
import java.util.HashSet;
import java.util.Set;

/** Simulates data loss in Redis for one set of scores: a server that restarts empty, or with an older snapshot. */
public final class Amnesia {

    private static final RedisProbe REDIS = RedisProbe.ofSuite();
    private static final String REMEMBERED = "remembered:";

    private final ScoreSet set;
    private final String meta;
    private final Set<String> remembered;

    private Amnesia(ScoreSet set) {
        this.set = set;
        this.meta = RedisKeys.partition(set.partition()) + ":z:" + set.name();
        this.remembered = keys();
        remembered.forEach(key -> REDIS.send(Command.COPY, key, REMEMBERED + key, "REPLACE"));
    }

    private Set<String> keys() {
        Set<String> keys = new HashSet<>(REDIS.keys(meta));
        keys.addAll(REDIS.keys(meta + ":*"));
        keys.addAll(REDIS.keys(RedisKeys.unsaved(set.partition())));
        return keys;
    }

    /** Deletes the set, and the list of unsaved changes of its partition. */
    public static void of(ScoreSet set) {
        new Amnesia(set).keys().forEach(key -> REDIS.send(Command.DEL, key));
    }

    /** Takes a snapshot of the current state. */
    static Amnesia remember(ScoreSet set) {
        return new Amnesia(set);
    }

    /** Restores the snapshot, with the run id of another server process. */
    void goBack() {
        keys().forEach(key -> REDIS.send(Command.DEL, key));
        remembered.forEach(key -> REDIS.send(Command.COPY, REMEMBERED + key, key));
        REDIS.send(Command.HSET, meta, "run", "another");
    }
}
