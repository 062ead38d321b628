package io.footfall.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.footfall.support.RedisProcess;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@link RedisModel} does the same as the scripts do in a real Redis: the test sends random sequences of calls to both.
 * {@code -Dfootfall.runs=} sets the number of sequences. A failure reports the seed of its sequence;
 * {@code -Dfootfall.seed=} with that seed runs this sequence first.
 */
class RedisModelTest {

    private static final int USUAL_RUNS = 1_500;
    private static final int RUNS = Integer.getInteger("footfall.runs", USUAL_RUNS);
    private static final int STEPS = 40;
    private static final int SELDOM = 10;

    /** The outcomes that must occur in these runs, each at least {@link #SELDOM} times. */
    private static final List<String> NEEDED = List.of(
            "count: 1",
            "count: 0",
            "count: A",
            "count: a",
            "count: u",
            "count: l",
            "count: repeated",
            "count: repeated in another era",
            "count: FENCED",
            "count: LOST",
            "count: refused, revoked",
            "raise-era: raised",
            "raise-era: as it was",
            "raise-era: LOST",
            "revoke: views taken back",
            "revoke: approximate views taken back",
            "revoke: no view to take back",
            "revoke: again",
            "revoke: before it came",
            "revoke: over long ago",
            "claim: nothing",
            "claim: what is pending",
            "claim: what was sealed",
            "claim: what was left over",
            "forget: 0",
            "forget: 1",
            "forget: totals become older",
            "seal: 0",
            "seal: 1",
            "remove: may come back",
            "remove: may not come back",
            "reset: 0",
            "reset: 1",
            "buffered: complete 0",
            "buffered: complete 1",
            "settle: totals are set",
            "settle: but not what is deleted",
            "settle: refused, a transfer came in between",
            "settle: refused, claimed",
            "settle: refused, token",
            "hand-back: 0",
            "hand-back: 1",
            "hand-back: 1 again",
            "salt: the one that is offered",
            "salt: the one before",
            "lock-acquire: taken",
            "lock-acquire: held",
            "lock-acquire: somebody came first",
            "lock-acquire: waits first",
            "lock-acquire: does not wait first",
            "lock-acquire: after a clock set back",
            "lock-extend: extended",
            "lock-extend: not the caller's",
            "lock-release: 0",
            "lock-release: 0, the next one is told",
            "lock-release: 1",
            "lock-release: 1, the next one is told",
            "lock-look: free",
            "lock-look: held",
            "left: :known2",
            "left: :approximate",
            "left: :sealed",
            "left: several sealed batches",
            "left: :flushing",
            "left: :gone:",
            "left: :handed:",
            "left: :d:",
            "left: pending views less than none",
            "published");

    /** The number of sequences that are sent to Redis before the reply to the first one is read. */
    private static final int AHEAD = 8;

    private static RedisProcess process;
    private static RealRedis redis;

    /** A sequence that the model has executed and that was sent to Redis. */
    private record Played(long seed, RandomSequence sequence, Supplier<RealRedis.Outcome> outcome) {}

    @BeforeAll
    static void start() {
        assumeFalse(RedisProcess.isClusterByDefault(), "a call touches keys of several partitions");
        process = RedisProcess.withoutMemory().start();
        redis = new RealRedis(process.url());
        RedisModel.knowAllScripts();
    }

    @AfterAll
    static void end() {
        if (redis != null) {
            redis.close();
            process.close();
        }
    }

    @Test
    void theModelDoesWhatRedisDoes() {
        long seed = Long.getLong("footfall.seed", System.nanoTime());
        OutcomeCounts outcomeCounts = new OutcomeCounts();
        long begun = System.nanoTime();

        Deque<Played> played = new ArrayDeque<>();
        for (int run = 0; run < RUNS; run++) {
            played.add(play(seed + run, outcomeCounts));
            if (played.size() > AHEAD) {
                compare(played.remove(), outcomeCounts);
            }
        }
        played.forEach(last -> compare(last, outcomeCounts));

        System.out.printf(
                "model of Redis: %d sequences from seed %d in %d ms; %s%n",
                RUNS, seed, (System.nanoTime() - begun) / 1_000_000, outcomeCounts.times());
        if (RUNS >= USUAL_RUNS) {
            assertThat(NEEDED)
                    .allSatisfy(what -> assertThat(outcomeCounts.times().getOrDefault(what, 0))
                            .as(what)
                            .isGreaterThanOrEqualTo(SELDOM));
        }
    }

    private static Played play(long seed, OutcomeCounts outcomeCounts) {
        RandomSequence sequence = new RandomSequence(seed, Instant.now(), outcomeCounts).run(STEPS);
        return new Played(seed, sequence, redis.play(sequence.steps()));
    }

    private static void compare(Played played, OutcomeCounts outcomeCounts) {
        long seed = played.seed;
        RandomSequence sequence = played.sequence;
        RealRedis.Outcome outcome = played.outcome.get();

        for (int i = 0; i < sequence.steps().size(); i++) {
            Step step = sequence.steps().get(i);
            Object real = outcome.answers().get(i);
            if (!ModelComparison.ofAnswers(step, real)) {
                throw new AssertionError("-Dfootfall.seed=" + seed + ", step " + i + ": Redis answers " + real + "\n"
                        + told(sequence.steps().subList(0, i + 1)));
            }
        }
        List<String> differences = ModelComparison.differences(sequence.model.dump(), outcome.dump());
        if (!differences.isEmpty()) {
            throw new AssertionError(
                    "-Dfootfall.seed=" + seed + "\n" + String.join("\n", differences) + "\n" + told(sequence.steps()));
        }
        if (!ModelComparison.ofMessages(sequence.published(), outcome.published())) {
            throw new AssertionError("-Dfootfall.seed=" + seed + ": the model published " + sequence.published()
                    + ", Redis " + outcome.published() + "\n" + told(sequence.steps()));
        }
        sequence.published().forEach(message -> outcomeCounts.note("published"));
    }

    private static String told(List<Step> steps) {
        return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void aScriptThatIsNotKnownIsRefusedAsRedisDoesIt() {
        List<String> command = List.of("EVALSHA", "0123456789012345678901234567890123456789", "0");

        String refusal = ((RedisModel.Refusal) redis.play(List.of(new Step(command, "", null, "")))
                        .get()
                        .answers()
                        .get(0))
                .getMessage();

        assertThatThrownBy(() -> new RedisModel(Instant::now).call(command))
                .isInstanceOf(RedisModel.Refusal.class)
                .hasMessage(refusal);
    }
}
