package io.footfall.platform.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jboss.logging.Logger;

/** A problem of a Redis that is available. Each of them can lose views, or keeps Redis from accepting them. */
public enum RedisWarning {
    /** It may evict keys, and with them buffered views. */
    EVICTS("maxmemory-policy lets Redis drop buffered views when its memory is full; set it to noeviction"),

    /** It persists nothing on disk: a restart loses buffered views. */
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

    /** Returns ERROR for warnings that keep Redis from accepting views and need action now, else WARN. */
    Logger.Level level() {
        return this == READ_ONLY || this == CANNOT_PERSIST ? Logger.Level.ERROR : Logger.Level.WARN;
    }

    /**
     * Returns what is wrong and how to fix it.
     *
     * @return one sentence for operators
     */
    public String advice() {
        return advice;
    }

    /**
     * Finds the warnings of a server.
     *
     * @param info its reply to {@code INFO}
     * @param configuration {@code save} from {@code CONFIG GET}; empty if Redis refuses {@code CONFIG}
     * @return the warnings, in the order above
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
     * Returns the used share of {@code maxmemory}.
     *
     * @param info the reply of the server to {@code INFO}
     * @return 0 to 1 or a little more; empty if the server has no memory limit
     */
    public static OptionalDouble memoryUsed(ServerInfo info) {
        long limit = info.number("maxmemory");
        return limit > 0 ? OptionalDouble.of((double) info.number("used_memory") / limit) : OptionalDouble.empty();
    }
}
