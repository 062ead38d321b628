package io.footfall.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Model of {@code count.lua}, for calls without rate limit rules. A call that has any is an
 * {@link IllegalStateException}.
 */
final class CountScript {

    private static final int SEQ = 5;
    private static final int REMEMBERED_FOR = 6;
    private static final int ERA = 7;
    private static final int CHANNEL = 8;
    private static final int SENDER = 9;
    private static final int RULES = 10;
    private static final int LINES = 11;
    private static final int OPERATIONS = 12;
    private static final int ENTRY = 4;
    private static final String TOGETHER = "*";

    private final ScriptCall call;
    private final Keyspace memory;
    private final String window;
    private final long expireAt;
    private final boolean extend;
    private final StringBuilder letters = new StringBuilder();
    private final StringBuilder totals = new StringBuilder();
    private final Map<String, Long> grown = new LinkedHashMap<>();
    private PartitionNames partition;
    private String viewers;

    /** The hash in which {@link #total} found the last total: {@code known}, or {@code approximate}. */
    private String held;

    private CountScript(ScriptCall call) {
        this.call = call;
        this.memory = call.memory();
        this.window = call.argument(1);
        this.expireAt = call.number(2);
        this.extend = call.argument(3).equals("1");
    }

    static Object run(ScriptCall call) {
        if (!call.argument(RULES).equals("0") || !call.argument(LINES).equals("0")) {
            throw new IllegalStateException("no model of rate limits in count.lua");
        }
        return new CountScript(call).answer();
    }

    private List<Object> answer() {
        String slot = call.key(call.keys());
        RememberedCall last = RememberedCall.in(memory, slot);
        long seq = call.number(SEQ);
        if (last.seq() == seq && !last.isRevoked()) {
            repeat(last);
            return List.of(call.millis(), last.letters(), totals.toString());
        }
        if (!call.argument(ERA).equals(memory.get(call.key(call.keys() - 1)))) {
            throw new RedisModel.Refusal("FENCED another era has begun");
        }
        if (last.seq() != seq - 1) {
            throw new RedisModel.Refusal("LOST the call before this one is not remembered");
        }
        int at = OPERATIONS;
        while (at <= call.arguments()) {
            at = countOperation(at);
        }
        String told = letters.toString();
        memory.setFor(slot, call.argument(SEQ) + ':' + told, call.number(REMEMBERED_FOR));
        publish();
        return List.of(call.millis(), told, totals.toString());
    }

    /**
     * Answers a call that ran before. The outcome of each entry is the remembered one; the totals are the current ones,
     * because they may have grown since the first reply.
     */
    private void repeat(RememberedCall last) {
        int at = OPERATIONS;
        int told = 0;
        while (at <= call.arguments()) {
            boolean together = call.argument(at).equals(TOGETHER);
            int first = together ? at + 3 : at;
            int entries = together ? (int) call.number(at + 1) : 1;
            refuseLine(call.argument(together ? at + 2 : at + 3));
            for (int e = 0; e < entries; e++) {
                turnTo(call.argument(first + e * ENTRY));
                String total = total(call.argument(first + e * ENTRY + 1), "", false);
                char letter = last.letter(told++);
                boolean counted = letter == '1' || letter == 'A';
                long known = total == null ? 0 : Long.parseLong(total);
                tell(letter, Long.toString(counted ? known - 1 : known));
            }
            at = first + entries * ENTRY;
        }
    }

    /**
     * Counts the operation that begins at argument number {@code at}. Returns the number of the argument at which the
     * next operation begins.
     */
    private int countOperation(int at) {
        if (!call.argument(at).equals(TOGETHER)) {
            refuseLine(call.argument(at + 3));
            countAlone(at);
            return at + ENTRY;
        }
        int entries = (int) call.number(at + 1);
        refuseLine(call.argument(at + 2));
        countTogether(at + 3, entries);
        return at + 3 + entries * ENTRY;
    }

    private static void refuseLine(String line) {
        if (!line.isEmpty()) {
            throw new IllegalStateException("an operation of a line of hits, in a call without lines");
        }
    }

    private void countAlone(int at) {
        turnTo(call.argument(at));
        String item = call.argument(at + 1);
        String total = total(item, "", false);
        if (total == null) {
            tell('u', "0");
        } else {
            count(item, call.argument(at + 2), total, held);
        }
    }

    /** Counts the entries of one operation all or nothing: where the total of one entry is unknown, none is counted. */
    private void countTogether(int first, int entries) {
        String[] known = new String[entries];
        String[] heldIn = new String[entries];
        boolean complete = true;
        for (int e = 0; e < entries; e++) {
            int at = first + e * ENTRY;
            turnTo(call.argument(at));
            known[e] = total(
                    call.argument(at + 1),
                    call.argument(at + 3),
                    !call.argument(at + 2).isEmpty());
            heldIn[e] = held;
            complete &= known[e] != null;
        }
        for (int e = 0; e < entries; e++) {
            int at = first + e * ENTRY;
            if (complete) {
                turnTo(call.argument(at));
                count(call.argument(at + 1), call.argument(at + 2), known[e], heldIn[e]);
            } else if (known[e] == null) {
                tell('u', "0");
            } else {
                tell('l', known[e]);
            }
        }
    }

    private void turnTo(String prefix) {
        if (partition != null && partition.prefix.equals(prefix)) {
            return;
        }
        for (int i = 1; i <= call.keys() - 2; i++) {
            if (call.key(i).equals(prefix)) {
                partition = memory.partition(prefix);
                viewers = partition.viewers(window);
                return;
            }
        }
        throw new IllegalStateException("count.lua would look for ever for " + prefix + " in its keys");
    }

    /**
     * Returns the total of an item, and creates it from the seed where Redis holds none. Null where the item is unknown
     * and no seed is given, or the item was deleted. A seed of an approximate total ({@code ~}) is stored only where
     * {@code views} is true, so that a read leaves no approximate total behind.
     */
    private String total(String item, String seed, boolean views) {
        held = partition.known;
        String total = memory.hget(held, item);
        if (total != null) {
            return total;
        }
        total = memory.hget(partition.olderKnown, item);
        if (total != null) {
            memory.hdel(partition.olderKnown, item);
            memory.hset(held, item, total);
            return total;
        }
        total = memory.hget(partition.approximate, item);
        if (total != null) {
            held = partition.approximate;
            return total;
        }
        if (seed.isEmpty() || memory.exists(partition.gone(item))) {
            return null;
        }
        return begin(item, seed, views);
    }

    private String begin(String item, String seed, boolean views) {
        boolean exact = seed.charAt(0) != '~';
        held = exact ? partition.known : partition.approximate;
        long persisted = Long.parseLong(seed, exact ? 0 : 1, seed.length(), 10);
        String pending = memory.hget(partition.pending, item);
        long takenBack = pending == null ? 0 : Math.min(0, Long.parseLong(pending));
        String total = Long.toString(Math.max(0, persisted + takenBack));
        if (exact || views) {
            memory.hset(held, item, total);
        }
        return total;
    }

    private void count(String item, String viewer, String total, String heldIn) {
        boolean exact = heldIn.equals(partition.known);
        if (viewer.isEmpty() || !DedupMarks.mark(memory, viewers, viewer, expireAt, extend)) {
            tell(exact ? '0' : 'a', total);
            return;
        }
        if (memory.hincrby(partition.pending, item, 1) == 1) {
            memory.hsetIfAbsent(partition.pending, "#id", call.argument(4));
        }
        long after = memory.hincrby(heldIn, item, 1);
        if (exact) {
            grown.put(item, after);
        }
        tell(exact ? '1' : 'A', total);
    }

    private void tell(char letter, String total) {
        letters.append(letter);
        if (totals.length() > 0) {
            totals.append(' ');
        }
        totals.append(total);
    }

    private void publish() {
        String channel = call.argument(CHANNEL);
        if (channel.isEmpty() || grown.isEmpty()) {
            return;
        }
        StringBuilder message = new StringBuilder(call.argument(SENDER));
        grown.forEach(
                (item, total) -> message.append(' ').append(item).append(' ').append(total.longValue()));
        call.publish(channel, message.toString());
    }
}
