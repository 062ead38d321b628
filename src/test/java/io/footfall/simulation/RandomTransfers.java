package io.footfall.simulation;

import java.util.List;

/** Generates random steps of transfers of a partition's views, and commands that read the state of transfers. */
final class RandomTransfers {

    private static final String KEPT_FOR = "7200000";
    private static final String GONE_FOR = "10800000";

    private final RandomSequence sequence;

    RandomTransfers(RandomSequence sequence) {
        this.sequence = sequence;
    }

    void step() {
        String partition = sequence.partition();
        int dice = sequence.random.nextInt(100);
        if (dice < 22) {
            claim(partition);
        } else if (dice < 46) {
            forget(partition);
        } else if (dice < 58) {
            seal(partition);
        } else if (dice < 68) {
            remove(partition);
        } else if (dice < 74) {
            sequence.outcomeCounts.note("reset: " + sequence.run("reset", List.of(partition)));
        } else if (dice < 82) {
            buffered(partition);
        } else if (dice < 88) {
            // The marker {@code kept} expires, so that the next {@code forget} renames the totals to the older ones.
            sequence.send("DEL", partition + ":kept");
        } else {
            look(partition);
        }
    }

    private String random(String what) {
        return what + sequence.random.nextInt(4);
    }

    private void claim(String partition) {
        boolean left = sequence.exists(partition + ":flushing");
        boolean sealed = sequence.exists(partition + ":sealed");
        List<?> answer = (List<?>) sequence.run("claim", List.of(partition), random("claim-"));
        if (left) {
            sequence.outcomeCounts.note("claim: what was left over");
        } else if (answer.isEmpty()) {
            sequence.outcomeCounts.note("claim: nothing");
        } else {
            sequence.outcomeCounts.note(sealed ? "claim: what was sealed" : "claim: what is pending");
        }
    }

    private void forget(String partition) {
        String id = sequence.look("HGET", partition + ":flushing", "#id");
        boolean kept = sequence.exists(partition + ":kept");
        Object answer = sequence.run(
                "forget", List.of(partition), id == null || sequence.chance(15) ? "another" : id, KEPT_FOR);
        sequence.outcomeCounts.note("forget: " + answer);
        if (answer.equals(1L) && !kept) {
            sequence.outcomeCounts.note("forget: totals become older");
        }
    }

    private void seal(String partition) {
        sequence.outcomeCounts.note("seal: " + sequence.run("seal", List.of(partition), random("seal-")));
    }

    private void remove(String partition) {
        String kept = sequence.chance(40) ? "0" : GONE_FOR;
        sequence.run("remove", List.of(partition), sequence.oneOf(RandomSequence.ITEMS), kept);
        sequence.outcomeCounts.note(kept.equals("0") ? "remove: may come back" : "remove: may not come back");
    }

    private void buffered(String partition) {
        List<?> answer = (List<?>) sequence.run("buffered", List.of(partition), sequence.oneOf(List.of("0", "1", "9")));
        sequence.outcomeCounts.note("buffered: complete " + answer.get(2));
    }

    private void look(String partition) {
        String item = sequence.oneOf(RandomSequence.ITEMS);
        switch (sequence.random.nextInt(9)) {
            case 0 -> sequence.send("HGETALL", partition + ":pending");
            case 1 -> sequence.send("HSCAN", partition + ":flushing", "0", "COUNT", "1000");
            case 2 -> sequence.send("HLEN", partition + ":pending");
            case 3 -> sequence.send("HGET", partition + ":known", item);
            case 4 -> sequence.send("EXISTS", partition + ":known", partition + ":known2", partition + ":approximate");
            case 5 -> sequence.send("GET", partition + ":transfers");
            case 6 -> sequence.send("LPUSH", "ff:syncs", random("sync-"));
            case 7 -> sequence.send("LTRIM", "ff:syncs", "0", "1");
            default -> sequence.send("LRANGE", "ff:syncs", "0", "2");
        }
    }
}
