package io.footfall.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Generates random calls of the scripts that reconcile Redis with Postgres. */
final class RandomReconciliations {

    private static final String SETTLING_FOR = "14400000";
    private static final List<String> TOKENS = List.of("slow", "quick");

    private final RandomSequence sequence;

    RandomReconciliations(RandomSequence sequence) {
        this.sequence = sequence;
    }

    void step() {
        String partition = sequence.partition();
        int dice = sequence.random.nextInt(100);
        if (dice < 25) {
            sequence.run("settle-begin", List.of(partition), sequence.oneOf(TOKENS), SETTLING_FOR);
        } else if (dice < 55) {
            settle(partition);
        } else if (dice < 80) {
            handBack(partition);
        } else if (dice < 88) {
            know(partition);
        } else if (dice < 97) {
            salt();
        } else {
            sequence.run("server-of", List.of(partition));
        }
    }

    private void settle(String partition) {
        String held = sequence.look("GET", partition + ":transfers");
        String transfers = held == null ? "0" : held;
        String begun = sequence.look("GET", partition + ":settling");
        boolean outdated = sequence.chance(10);
        String token = begun == null || sequence.chance(10) ? sequence.oneOf(TOKENS) : begun;
        List<String> arguments = new ArrayList<>(List.of(outdated ? transfers + "1" : transfers, token));
        boolean gone = false;
        for (int i = sequence.random.nextInt(3); i >= 0; i--) {
            String item = sequence.oneOf(RandomSequence.ITEMS);
            gone |= sequence.exists(partition + ":gone:" + item);
            arguments.addAll(List.of(item, Integer.toString(sequence.random.nextInt(50))));
        }
        boolean claimed = sequence.exists(partition + ":flushing") || sequence.exists(partition + ":sealed");
        Object answer = sequence.run("settle", List.of(partition), arguments.toArray(String[]::new));
        if (answer.equals(1L)) {
            sequence.outcomeCounts.note(gone ? "settle: but not what is deleted" : "settle: totals are set");
        } else if (outdated) {
            sequence.outcomeCounts.note("settle: refused, a transfer came in between");
        } else {
            sequence.outcomeCounts.note(
                    token.equals(begun) && claimed ? "settle: refused, claimed" : "settle: refused, token");
        }
    }

    private void handBack(String partition) {
        String window = sequence.oneOf(RandomSequence.WINDOWS);
        List<String> arguments = new ArrayList<>(List.of(window, sequence.expiry()));
        List<Boolean> before = new ArrayList<>();
        for (int i = sequence.random.nextInt(4); i >= 0; i--) {
            String viewer = sequence.oneOf(RandomSequence.VIEWERS);
            before.add(sequence.model.keyspace().sismember(partition + ":handed:" + window, viewer));
            arguments.add(viewer);
        }
        String letters = sequence.run("hand-back", List.of(partition), arguments.toArray(String[]::new))
                .toString();
        for (int i = 0; i < letters.length(); i++) {
            sequence.outcomeCounts.note("hand-back: " + letters.charAt(i) + (before.get(i) ? " again" : ""));
        }
    }

    /** Removes some viewers from the set of backfilled viewers, as the service does once Postgres has settled them. */
    private void know(String partition) {
        String[] command = new String[3 + sequence.random.nextInt(3)];
        Arrays.setAll(command, i -> sequence.oneOf(RandomSequence.VIEWERS));
        command[0] = "SREM";
        command[1] = partition + ":handed:" + sequence.oneOf(RandomSequence.WINDOWS);
        sequence.send(command);
    }

    private void salt() {
        String offered = "salt-" + sequence.random.nextInt(3);
        Object agreed = sequence.run(
                "salt", List.of("ff:salt:" + sequence.oneOf(RandomSequence.WINDOWS)), offered, sequence.expiry());
        sequence.outcomeCounts.note(offered.equals(agreed) ? "salt: the one that is offered" : "salt: the one before");
    }
}
