package io.footfall.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Generates random commands from a seed, and executes them on a model. All choices depend only on the seed and on the
 * state of the model.
 */
final class RandomSequence {

    static final List<String> PARTITIONS = List.of("ff:{07}", "ff:{12}");
    static final List<String> WINDOWS = List.of("24h20564", "24h20565");
    static final List<String> ITEMS = List.of("s:a", "s:a@1", "c:b");

    /** Includes the limits of 64 bits, and two values that differ only in their sign. */
    static final List<String> VIEWERS = List.of(
            "0",
            "7",
            "-7",
            "999999999",
            "-1000000000",
            "4611686018427387904",
            "9223372036854775807",
            "-9223372036854775808");

    static final String ERA = "ff:era";

    /**
     * Expiry times that callers give, in epoch milliseconds. They are far in the future, because time hardly passes
     * within a sequence.
     */
    static final long SOON = 4_000_000_000_000L;

    static final long LATER = 4_100_000_000_000L;

    private static final int A_HUNDRED = 100;

    final Random random;
    final OutcomeCounts outcomeCounts;
    final RedisModel model;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> published = new ArrayList<>();
    private Instant now;

    RandomSequence(long seed, Instant begin, OutcomeCounts outcomeCounts) {
        this.random = new Random(seed);
        this.now = begin;
        this.outcomeCounts = outcomeCounts;
        this.model = new RedisModel(() -> now);
        model.whenPublished((channel, message) -> published.add(channel + " " + message));
    }

    /** Makes {@code many} random steps, after a first step that sets the era. */
    RandomSequence run(int many) {
        RandomCounts counts = new RandomCounts(this);
        RandomTransfers transfers = new RandomTransfers(this);
        RandomReconciliations settlements = new RandomReconciliations(this);
        RandomLocks locks = new RandomLocks(this);
        run("raise-era", List.of(ERA), "2", "0");
        for (int i = 0; i < many; i++) {
            int dice = random.nextInt(A_HUNDRED);
            if (dice < 46) {
                counts.step();
            } else if (dice < 67) {
                transfers.step();
            } else if (dice < 86) {
                settlements.step();
            } else {
                locks.step();
            }
            now = now.plusMillis(1);
        }
        noteStates();
        return this;
    }

    List<Step> steps() {
        return steps;
    }

    /** The published messages, each as channel and message. */
    List<String> published() {
        return published;
    }

    /** Runs a script. Returns null where the script answered an error. */
    Object run(String script, List<String> keys, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("EVALSHA");
        command.add(RedisScripts.digestOf(script));
        command.add(Integer.toString(keys.size()));
        command.addAll(keys);
        command.addAll(Arrays.asList(arguments));
        return take(script + " " + keys + " " + Arrays.toString(arguments), command);
    }

    Object send(String... command) {
        return take(String.join(" ", command), List.of(command));
    }

    private Object take(String told, List<String> command) {
        Object answer = null;
        String refusal = null;
        try {
            answer = model.call(command);
        } catch (RedisModel.Refusal e) {
            refusal = e.getMessage();
            outcomeCounts.note(
                    told.substring(0, told.indexOf(' ')) + ": " + refusal.substring(0, refusal.indexOf(' ')));
        }
        steps.add(new Step(command, told, answer, refusal));
        return answer;
    }

    /** Reads from the model with a command that is not part of the sequence. */
    String look(String... command) {
        return (String) model.call(List.of(command));
    }

    boolean exists(String key) {
        return model.call(List.of("EXISTS", key)).equals(1L);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(A_HUNDRED) < percent;
    }

    String partition() {
        return oneOf(PARTITIONS);
    }

    /** Returns the expiry time of a window. In 3% of the cases it is in the past. */
    String expiry() {
        return chance(3) ? "1000" : Long.toString(chance(80) ? SOON : LATER);
    }

    /** Records which kinds of keys exist at the end of the sequence. */
    private void noteStates() {
        model.dump().forEach((key, held) -> {
            Object value = ((KeyDump) held).value();
            Stream.of(":known2", ":approximate", ":sealed", ":flushing", ":gone:", ":handed:", ":d:")
                    .filter(key::contains)
                    .forEach(part -> outcomeCounts.note("left: " + part));
            if (key.endsWith(":pending") && value.toString().contains("=-")) {
                outcomeCounts.note("left: pending views less than none");
            }
            if (key.endsWith(":sealed") && ((List<?>) value).size() > 1) {
                outcomeCounts.note("left: several sealed batches");
            }
        });
    }
}
