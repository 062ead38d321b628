package io.footfall.capability.scores;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.RedisProbe;
import io.vertx.redis.client.Command;
import java.util.HashSet;
import java.util.Set;

/** Has Redis forget a set of scores, as a server does that comes back with no memory, or with an older one. */
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

    /** All of it is gone, and what was not saved in its partition. */
    public static void of(ScoreSet set) {
        new Amnesia(set).keys().forEach(key -> REDIS.send(Command.DEL, key));
    }

    /** Remembers how it is now. */
    static Amnesia remember(ScoreSet set) {
        return new Amnesia(set);
    }

    /** It is what it was then, in another server process. */
    void goBack() {
        keys().forEach(key -> REDIS.send(Command.DEL, key));
        remembered.forEach(key -> REDIS.send(Command.COPY, REMEMBERED + key, key));
        REDIS.send(Command.HSET, meta, "run", "another");
    }
}
