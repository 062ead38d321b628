package io.footfall.capability.scores;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.web.InvalidInputException;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Changes and reads scores in Redis. A set that Redis has forgotten is brought back first; calls fail with
 * {@link StoreUnavailableException} where that takes longer than a request waits.
 */
@Singleton
public class Scores {

    /** The greatest score, and less zero the smallest: up to here every whole number is exact. */
    public static final long GREATEST = (1L << 53) - 1;

    /** How long a change that has a name is not made again. */
    public static final Duration ONCE = Duration.ofHours(24);

    private static final String EACH_TIME = "";
    private static final String SERVER = "server";
    private static final String LIBRARY = "scores";
    private static final Script WRITE = Script.named(SERVER, LIBRARY, "score-write");
    private static final Script SECTION = Script.named(SERVER, LIBRARY, "score-section");
    private static final Script AROUND = Script.named(SERVER, LIBRARY, "score-around");

    private static final int FORGOTTEN = 0;
    private static final int OUT_OF_RANGE = 2;

    /** A server that is restarted while a set is brought back asks for it anew. */
    private static final int ATTEMPTS = 3;

    private final RedisCalls redis;
    private final ScoreRestore restoration;

    Scores(RedisCalls redis, ScoreRestore restoration) {
        this.redis = redis;
        this.restoration = restoration;
    }

    /**
     * Checks a score, or an amount to add.
     *
     * @param field name of the field it came in
     * @param amount the amount
     * @return the amount
     * @throws InvalidInputException where it is greater than {@link #GREATEST}, or less than zero by more
     */
    public static double check(String field, double amount) {
        if (Math.abs(amount) > GREATEST) {
            throw new InvalidInputException(field, "takes -" + GREATEST + " to " + GREATEST);
        }
        return amount;
    }

    /**
     * Changes a score in several spans, in all or none.
     *
     * @param set the set
     * @param member the member
     * @param change the change
     * @param spans the spans
     * @return what became of it in the first span, or what it is where the change was made before; fails with
     *     {@link InvalidInputException} where a score would be out of range
     */
    public Uni<Changed> change(ScoreSet set, String member, ScoreChange change, List<ScorePeriod> spans) {
        List<String> arguments = new ArrayList<>(List.of(
                set.name(),
                change.word(),
                member,
                Double.toString(change.amount()),
                Long.toString(GREATEST),
                change.once().orElse(EACH_TIME),
                Long.toString(ONCE.toMillis())));
        spans.forEach(period -> {
            arguments.add(period.name());
            arguments.add(period.expiryMillis());
        });
        return whole(set, true, () -> redis.run(WRITE, set.keys(), arguments))
                .map(answer -> changed(member, answer.orElseThrow()));
    }

    private static Changed changed(String member, Response answer) {
        if (answer.get(0).toInteger() == OUT_OF_RANGE) {
            throw new InvalidInputException(
                    "score", "would be greater than " + GREATEST + ", or less than zero by more");
        }
        OptionalDouble before =
                answer.get(1) == null ? OptionalDouble.empty() : OptionalDouble.of(ScorePage.scoreOf(answer.get(1)));
        Optional<Ranked> after = Optional.ofNullable(answer.get(2))
                .map(stored -> new Ranked(
                        member, ScorePage.scoreOf(stored), answer.get(3).toLong()));
        return new Changed(before, after);
    }

    /**
     * Reads members from a position on.
     *
     * @param set the set
     * @param period the span
     * @param from the first position, 0 for the best
     * @param count how many, at least 1
     * @return as many as there are
     */
    public Uni<ScorePage> section(ScoreSet set, ScorePeriod period, long from, int count) {
        List<String> arguments = List.of(set.name(), period.name(), Long.toString(from), Integer.toString(count));
        return whole(set, false, () -> redis.run(SECTION, set.keys(), arguments))
                .map(answer -> answer.map(ScorePage::of).orElseGet(ScorePage::none));
    }

    /**
     * Reads a member and those next to it.
     *
     * @param set the set
     * @param period the span
     * @param member the member
     * @param beside how many before it, and behind it
     * @return empty where there is no such member
     */
    public Uni<Optional<ScorePage>> around(ScoreSet set, ScorePeriod period, String member, int beside) {
        List<String> arguments = List.of(set.name(), period.name(), member, Integer.toString(beside));
        return whole(set, false, () -> redis.run(AROUND, set.keys(), arguments))
                .map(answer -> answer.filter(found -> found.size() > 1).map(ScorePage::of));
    }

    /** Makes a call, after the set was brought back where it has to be; empty where it only reads, and there is no such set. */
    private Uni<Optional<Response>> whole(ScoreSet set, boolean writing, Supplier<Uni<Response>> call) {
        return whole(set, writing, call, ATTEMPTS);
    }

    private Uni<Optional<Response>> whole(ScoreSet set, boolean writing, Supplier<Uni<Response>> call, int attempts) {
        return call.get().chain(answer -> {
            if (answer.get(0).toInteger() != FORGOTTEN) {
                return Uni.createFrom().item(Optional.of(answer));
            }
            if (attempts == 0) {
                return Uni.createFrom().failure(StoreUnavailableException.restoring());
            }
            ScoreRestore.Gap gap = new ScoreRestore.Gap(
                    set, answer.get(1).toLong(), answer.get(2).toString(), writing);
            return restoration
                    .restore(gap)
                    .chain(there -> there || writing
                            ? whole(set, writing, call, attempts - 1)
                            : Uni.createFrom().item(Optional.empty()));
        });
    }
}
