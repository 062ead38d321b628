package io.footfall.simulation;

import java.util.List;

/** Model of the {@code lock-*.lua} scripts; {@code locks.lua} documents the keys of a lock. */
final class LockScripts {

    private static final long FENCE_KEPT = 7L * 86_400 * 1_000;
    private static final int MICROS_OF_A_MILLI = 1_000;

    private final ScriptCall call;
    private final Keyspace memory;
    private final String base;
    private final String fence;
    private final String queue;
    private final String alive;
    private final String token;

    private LockScripts(ScriptCall call) {
        this.call = call;
        this.memory = call.memory();
        this.base = call.key(1);
        this.fence = base + ":fence";
        this.queue = base + ":queue";
        this.alive = base + ":alive";
        this.token = call.arguments() == 0 ? "" : call.argument(1);
    }

    static Object acquire(ScriptCall call) {
        return new LockScripts(call).acquire();
    }

    static Object extend(ScriptCall call) {
        return new LockScripts(call).extend();
    }

    static Object release(ScriptCall call) {
        return new LockScripts(call).release();
    }

    static Object look(ScriptCall call) {
        return new LockScripts(call).look();
    }

    private Object acquire() {
        String head = first();
        if (!memory.exists(base) && (head == null || head.equals(token))) {
            return take(call.number(2));
        }
        if (!call.argument(4).equals("0")) {
            waitAlive(call.number(4));
        }
        return List.of(0L, Math.max(0, memory.timeLeft(base)), token.equals(first()) ? 1L : 0L);
    }

    private Object take(long ttl) {
        leave(token);
        String last = memory.get(fence);
        String next = Long.toString(Math.max(call.micros(), (last == null ? 0 : Long.parseLong(last)) + 1));
        memory.setFor(fence, next, FENCE_KEPT);
        memory.hset(base, "t", token);
        memory.hset(base, "f", next);
        memory.hset(base, "o", call.argument(3));
        memory.expire(base, ttl);
        return List.of(1L, next, Long.toString(call.millis() + ttl));
    }

    private void waitAlive(long millis) {
        if (memory.zscore(queue, token) == null) {
            memory.zadd(queue, token, Math.max(call.micros(), memory.zhighest(queue) + 1));
        }
        memory.zadd(alive, token, call.micros() + millis * MICROS_OF_A_MILLI);
        memory.expire(queue, 2 * millis);
        memory.expire(alive, 2 * millis);
    }

    private Object extend() {
        if (!token.equals(memory.hget(base, "t"))) {
            return List.of();
        }
        String held = memory.hget(base, "f");
        memory.expire(base, call.number(2));
        return List.of(held, Long.toString(call.millis() + call.number(2)));
    }

    private Object release() {
        boolean held = token.equals(memory.hget(base, "t"));
        String before = first();
        leave(token);
        if (held) {
            memory.delete(base);
        }
        String head = first();
        if (head != null && (held || !head.equals(before))) {
            call.publish(call.argument(2), head);
        }
        return held ? 1L : 0L;
    }

    private Object look() {
        long waiting = memory.zabove(alive, call.micros());
        if (!memory.exists(base)) {
            return List.of(waiting);
        }
        return List.of(
                waiting,
                memory.hget(base, "o"),
                memory.hget(base, "f"),
                Long.toString(call.millis() + Math.max(0, memory.timeLeft(base))));
    }

    /**
     * Returns the token of the first waiter, null where nobody waits. Removes waiters whose lease in the queue has
     * expired.
     */
    private String first() {
        while (true) {
            String head = memory.zfirst(queue);
            if (head == null) {
                return null;
            }
            Long until = memory.zscore(alive, head);
            if (until != null && until > call.micros()) {
                return head;
            }
            leave(head);
        }
    }

    private void leave(String gone) {
        memory.zrem(queue, gone);
        memory.zrem(alive, gone);
    }
}
