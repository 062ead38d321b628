package io.footfall.platform.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jboss.logging.Logger;

/** What is wrong with a Redis that answers: each of these can cost views, or keeps it from taking any. */
public enum RedisWarning {
    /** It may evict keys, and buffered views with them. */
    EVICTS("maxmemory-policy lets Redis drop buffered views when its memory is full; set it to noeviction"),

    /** It keeps nothing on disk: buffered views go with a restart. */
    KEEPS_NOTHING(
            "Redis keeps nothing on disk, so views since the last sync are lost when it stops; set appendonly yes"),

    /** Its memory is nearly full. */
    MEMORY_NEARLY_FULL("Redis has used over 85 % of maxmemory"),

    /** It is a read-only replica. */
    READ_ONLY("this Redis is a read-only replica; give the address of its master"),

    /** It cannot write its snapshot or its append-only file. */
    CANNOT_PERSIST("Redis could not write its last snapshot or append-only file");

    private static final double NEARLY_FULL = 0.85;

    private final String advice;

    RedisWarning(String advice) {
        this.advice = advice;
    }

    /** Only those that keep Redis from taking views need somebody now. */
    Logger.Level level() {
        return this == READ_ONLY || this == CANNOT_PERSIST ? Logger.Level.ERROR : Logger.Level.WARN;
    }

    /**
     * What is wrong and what to do.
     *
     * @return one sentence for operators
     */
    public String advice() {
        return advice;
    }

    /**
     * What is wrong with a server.
     *
     * @param info its answer to {@code INFO}
     * @param configuration {@code save} and what else {@code CONFIG GET} told; empty where it may not be asked
     * @return what was found, in the order above
     */
    public static List<RedisWarning> of(ServerInfo info, Map<String, String> configuration) {
        List<RedisWarning> found = new ArrayList<>();
        if (info.equals(ServerInfo.UNKNOWN)) {
            return found;
        }
        boolean limited = info.number("maxmemory") > 0;
        if (limited && !info.text("maxmemory_policy").equals("noeviction")) {
            found.add(EVICTS);
        }
        if (info.number("aof_enabled") == 0
                && configuration.getOrDefault("save", "unknown").isEmpty()) {
            found.add(KEEPS_NOTHING);
        }
        if (memoryUsed(info).orElse(0) > NEARLY_FULL) {
            found.add(MEMORY_NEARLY_FULL);
        }
        if (info.text("role").equals("slave")) {
            found.add(READ_ONLY);
        }
        if (info.text("rdb_last_bgsave_status").equals("err")
                || info.text("aof_last_write_status").equals("err")) {
            found.add(CANNOT_PERSIST);
        }
        return found;
    }

    /**
     * The share of its memory that a server has used.
     *
     * @param info its answer to {@code INFO}
     * @return 0 to 1 or a little more; empty where it has no limit
     */
    public static OptionalDouble memoryUsed(ServerInfo info) {
        long limit = info.number("maxmemory");
        return limit > 0 ? OptionalDouble.of((double) info.number("used_memory") / limit) : OptionalDouble.empty();
    }
}
