package io.footfall.simulation;

import java.util.List;

/** Generates random calls of a lock's scripts. */
final class RandomLocks {

    static final String CHANNEL = "ff:locks";
    static final String LOCK = "ff:{lock:test}";

    private static final List<String> TOKENS = List.of("red", "green", "blue");
    private static final String TTL = "18000000";
    private static final String ALIVE = "21600000";

    /** A fencing token greater than the time of any run, in microseconds. */
    private static final String FAR_FENCE = "8000000000000000";

    private final RandomSequence sequence;

    RandomLocks(RandomSequence sequence) {
        this.sequence = sequence;
    }

    void step() {
        String token = sequence.oneOf(TOKENS);
        int dice = sequence.random.nextInt(100);
        if (dice < 45) {
            acquire(token);
        } else if (dice < 55) {
            List<?> answer = (List<?>) sequence.run("lock-extend", List.of(LOCK), token, "28800000");
            sequence.outcomeCounts.note(answer.isEmpty() ? "lock-extend: not the caller's" : "lock-extend: extended");
        } else if (dice < 78) {
            release(token);
        } else if (dice < 86) {
            List<?> answer = (List<?>) sequence.run("lock-look", List.of(LOCK));
            sequence.outcomeCounts.note(answer.size() == 1 ? "lock-look: free" : "lock-look: held");
        } else if (dice < 92) {
            // The waiter's lease in the queue has expired.
            sequence.send("ZADD", LOCK + ":alive", "1", token);
        } else if (dice < 98) {
            // The lease of the holder has expired.
            sequence.send("DEL", LOCK);
        } else {
            // The last fencing token is greater than the clock, as after the clock was set back.
            sequence.send("SET", LOCK + ":fence", FAR_FENCE);
        }
    }

    private void acquire(String token) {
        boolean free = !sequence.exists(LOCK);
        List<?> answer = (List<?>) sequence.run(
                "lock-acquire", List.of(LOCK), token, TTL, "owner-" + token, sequence.chance(70) ? ALIVE : "0");
        if (answer.get(0).equals(1L)) {
            sequence.outcomeCounts.note(
                    answer.get(1).equals("8000000000000001")
                            ? "lock-acquire: after a clock set back"
                            : "lock-acquire: taken");
        } else {
            sequence.outcomeCounts.note(free ? "lock-acquire: somebody came first" : "lock-acquire: held");
            sequence.outcomeCounts.note(
                    answer.get(2).equals(1L) ? "lock-acquire: waits first" : "lock-acquire: does not wait first");
        }
    }

    private void release(String token) {
        int before = sequence.published().size();
        Object answer = sequence.run("lock-release", List.of(LOCK), token, CHANNEL);
        boolean told = sequence.published().size() > before;
        sequence.outcomeCounts.note("lock-release: " + answer + (told ? ", the next one is told" : ""));
    }
}
