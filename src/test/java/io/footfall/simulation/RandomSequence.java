package io.footfall.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random commands from a seed, and what a model answers them. Choices depend on the seed and on the model alone. */
final class RandomSequence {

    static final List<String> PARTITIONS = List.of("ff:{07}", "ff:{12}");
    static final List<String> WINDOWS = List.of("24h20564", "24h20565");
    static final List<String> ITEMS = List.of("s:a", "s:a@1", "c:b");

    /** Also the ends of 64 bits, and one of which only the sign differs. */
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

    /** Millis since 1970 that callers give; far away, as no time passes in a sequence. */
    static final long SOON = 4_000_000_000_000L;

    static final long LATER = 4_100_000_000_000L;

    private static final int A_HUNDRED = 100;

    final Random random;
    final Reached reached;
    final RedisModel model;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> published = new ArrayList<>();
    private Instant now;

    RandomSequence(long seed, Instant begin, Reached reached) {
        this.random = new Random(seed);
        this.now = begin;
        this.reached = reached;
        this.model = new RedisModel(() -> now);
        model.whenPublished((channel, message) -> published.add(channel + " " + message));
    }

    /** Makes so many steps, and one to begin with. */
    RandomSequence run(int many) {
        RandomCounts counts = new RandomCounts(this);
        RandomTransfers transfers = new RandomTransfers(this);
        RandomSettlements settlements = new RandomSettlements(this);
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

    /** Channel and message of each. */
    List<String> published() {
        return published;
    }

    /** Runs a script; answers null where it was refused. */
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
            reached.note(told.substring(0, told.indexOf(' ')) + ": " + refusal.substring(0, refusal.indexOf(' ')));
        }
        steps.add(new Step(command, told, answer, refusal));
        return answer;
    }

    /** What the model holds, for whoever chooses. */
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

    /** When a window is forgotten: seldom it is over. */
    String expiry() {
        return chance(3) ? "1000" : Long.toString(chance(80) ? SOON : LATER);
    }

    /** What a sequence ends with. */
    private void noteStates() {
        model.dump().forEach((key, held) -> {
            Object value = ((Held) held).value();
            Stream.of(":known2", ":approximate", ":sealed", ":flushing", ":gone:", ":handed:", ":d:")
                    .filter(key::contains)
                    .forEach(part -> reached.note("left: " + part));
            if (key.endsWith(":pending") && value.toString().contains("=-")) {
                reached.note("left: pending views less than none");
            }
            if (key.endsWith(":sealed") && ((List<?>) value).size() > 1) {
                reached.note("left: several sealed batches");
            }
        });
    }
}
