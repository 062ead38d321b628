package io.footfall.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Generates random calls of {@code count.lua}, {@code revoke.lua} and {@code raise-era.lua}, and random deletions of
 * slots and of the era.
 */
final class RandomCounts {

    static final String CHANNEL = "ff:totals";

    private static final List<String> SLOTS = List.of("ff:call:a", "ff:call:b", "ff:call:c");
    private static final List<String> IDS = List.of("call-1", "call-2", "call-3", "call-4");
    private static final String REMEMBERED_FOR = "3600000";
    private static final String SHORTER = "1800000";

    private final RandomSequence sequence;
    private final Map<String, Call> made = new HashMap<>();

    /**
     * A call of {@code count.lua} that can be repeated: its partitions, its window, the other constant arguments, and
     * its entries (partition, item and viewer).
     */
    private record Call(
            List<String> partitions,
            String window,
            String expiry,
            boolean extending,
            String id,
            String channel,
            List<String> operations,
            List<List<String>> entries) {}

    RandomCounts(RandomSequence sequence) {
        this.sequence = sequence;
    }

    void step() {
        String slot = sequence.oneOf(SLOTS);
        long last = last(slot);
        int dice = sequence.random.nextInt(100);
        if (!sequence.exists(RandomSequence.ERA) && sequence.chance(50)) {
            raise();
        } else if (dice < 62) {
            count(slot, last + 1, call());
        } else if (dice < 72) {
            repeat(slot, last);
        } else if (dice < 77) {
            count(slot, Math.max(1, last + sequence.oneOf(List.of(-2, -1, 2, 3))), call());
        } else if (dice < 90) {
            revoke(slot, last);
        } else if (dice < 96) {
            raise();
        } else if (dice < 98) {
            sequence.send("DEL", slot);
        } else {
            sequence.send("DEL", RandomSequence.ERA);
        }
    }

    private long last(String slot) {
        return RememberedCall.in(sequence.model.keyspace(), slot).seq();
    }

    private void raise() {
        String before = sequence.look("GET", RandomSequence.ERA);
        long era = before == null ? 0 : Long.parseLong(before);
        String next = Long.toString(Math.max(0, era + sequence.random.nextInt(4) - 1));
        String least = sequence.chance(60) ? "0" : Long.toString(era + sequence.random.nextInt(3) - 1);
        Object answer = sequence.run("raise-era", List.of(RandomSequence.ERA), next, least);
        if (answer != null) {
            sequence.outcomeCounts.note((long) answer == era ? "raise-era: as it was" : "raise-era: raised");
        }
    }

    private void repeat(String slot, long last) {
        Call call = made.get(slot + last);
        if (call != null) {
            count(slot, last, call);
        }
    }

    private void count(String slot, long seq, Call call) {
        RememberedCall before = RememberedCall.in(sequence.model.keyspace(), slot);
        boolean known = before.seq() == seq;
        if (!known) {
            made.put(slot + seq, call);
        } else if (made.get(slot + seq) != call) {
            return;
        }
        String held = sequence.look("GET", RandomSequence.ERA);
        String era = held != null && sequence.chance(96) ? held : sequence.oneOf(List.of("1", "2", "3", "4"));
        List<String> keys = new ArrayList<>(call.partitions);
        keys.add(RandomSequence.ERA);
        keys.add(slot);
        List<String> arguments = new ArrayList<>(List.of(
                call.window,
                call.expiry,
                call.extending ? "1" : "0",
                call.id,
                Long.toString(seq),
                sequence.chance(90) ? REMEMBERED_FOR : SHORTER,
                era,
                call.channel,
                "sender",
                "0",
                "0"));
        arguments.addAll(call.operations);
        Object answer = sequence.run("count", keys, arguments.toArray(String[]::new));
        note(answer, before, known, era.equals(held));
    }

    private void note(Object answer, RememberedCall before, boolean known, boolean sameEra) {
        if (answer == null) {
            if (known && before.isRevoked()) {
                sequence.outcomeCounts.note("count: refused, revoked");
            }
        } else if (known) {
            sequence.outcomeCounts.note(sameEra ? "count: repeated" : "count: repeated in another era");
        } else {
            String letters = (String) ((List<?>) answer).get(1);
            letters.chars().distinct().forEach(letter -> sequence.outcomeCounts.note("count: " + (char) letter));
        }
    }

    private Call call() {
        List<String> partitions = new ArrayList<>(RandomSequence.PARTITIONS);
        Collections.shuffle(partitions, sequence.random);
        if (sequence.chance(50)) {
            partitions.remove(1);
        }
        List<String> operations = new ArrayList<>();
        List<List<String>> entries = new ArrayList<>();
        int many = 1 + sequence.random.nextInt(5);
        for (int i = 0; i < many; i++) {
            if (sequence.chance(50)) {
                addAlone(partitions, operations, entries);
            } else {
                addTogether(partitions, operations, entries);
            }
        }
        return new Call(
                partitions,
                sequence.oneOf(RandomSequence.WINDOWS),
                sequence.expiry(),
                sequence.chance(15),
                sequence.oneOf(IDS),
                sequence.chance(50) ? CHANNEL : "",
                operations,
                entries);
    }

    private List<String> entry(List<String> partitions) {
        return List.of(
                sequence.oneOf(partitions),
                sequence.oneOf(RandomSequence.ITEMS),
                sequence.chance(12) ? "" : sequence.oneOf(RandomSequence.VIEWERS));
    }

    private void addAlone(List<String> partitions, List<String> operations, List<List<String>> entries) {
        List<String> entry = entry(partitions);
        entries.add(entry);
        operations.addAll(entry);
        operations.add("");
    }

    private void addTogether(List<String> partitions, List<String> operations, List<List<String>> entries) {
        int many = 1 + sequence.random.nextInt(3);
        operations.addAll(List.of("*", Integer.toString(many), ""));
        for (int i = 0; i < many; i++) {
            List<String> entry = entry(partitions);
            entries.add(entry);
            operations.addAll(entry);
            operations.add(seed());
        }
    }

    private String seed() {
        int dice = sequence.random.nextInt(100);
        String number = Integer.toString(sequence.random.nextInt(50));
        if (dice < 20) {
            return "";
        }
        return dice < 50 ? "~" + number : number;
    }

    /**
     * Revokes a call: mostly the latest one of the slot, sometimes the next one, which has not run yet, or an older
     * one.
     */
    private void revoke(String slot, long last) {
        long seq = last;
        if (sequence.chance(20)) {
            seq = last + 1;
            made.put(slot + seq, call());
        } else if (sequence.chance(15)) {
            seq = Math.max(1, last - 1);
        }
        Call call = made.get(slot + seq);
        if (call == null) {
            return;
        }
        RememberedCall before = RememberedCall.in(sequence.model.keyspace(), slot);
        List<String> keys = new ArrayList<>(call.partitions);
        keys.add(slot);
        List<String> arguments = new ArrayList<>(List.of(
                call.window, sequence.oneOf(IDS), Long.toString(seq), sequence.chance(50) ? REMEMBERED_FOR : SHORTER));
        for (List<String> entry : call.entries) {
            arguments.add(Integer.toString(1 + call.partitions.indexOf(entry.get(0))));
            arguments.addAll(entry.subList(1, entry.size()));
        }
        Object answer = sequence.run("revoke", keys, arguments.toArray(String[]::new));
        noteRevoked(before, seq, answer.toString());
    }

    private void noteRevoked(RememberedCall before, long seq, String undone) {
        if (before.seq() > seq) {
            sequence.outcomeCounts.note("revoke: over long ago");
        } else if (before.seq() < seq) {
            sequence.outcomeCounts.note("revoke: before it came");
        } else if (before.isRevoked()) {
            sequence.outcomeCounts.note("revoke: again");
        } else {
            sequence.outcomeCounts.note(
                    undone.contains("1") ? "revoke: views taken back" : "revoke: no view to take back");
            if (before.letters().contains("A")) {
                sequence.outcomeCounts.note("revoke: approximate views taken back");
            }
        }
    }
}
