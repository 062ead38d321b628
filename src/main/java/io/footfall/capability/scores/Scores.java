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
 * Changes and reads scores in Redis. If Redis lost data of a set, the set is restored from Postgres first. Calls fail
 * with {@link StoreUnavailableException} if that takes longer than a request waits.
 */
@Singleton
public class Scores {

    /** The greatest score; {@code -GREATEST} is the smallest. In this range doubles hold integers exactly. */
    public static final long GREATEST = (1L << 53) - 1;

    /** How long an idempotency key of a change is remembered. */
    public static final Duration ONCE = Duration.ofHours(24);

    private static final String EACH_TIME = "";
    private static final String SERVER = "server";
    private static final String LIBRARY = "scores";
    private static final Script WRITE = Script.named(SERVER, LIBRARY, "score-write");
    private static final Script SECTION = Script.named(SERVER, LIBRARY, "score-section");
    private static final Script AROUND = Script.named(SERVER, LIBRARY, "score-around");

    private static final int FORGOTTEN = 0;
    private static final int OUT_OF_RANGE = 2;

    /** Number of restorations in one call. If the server restarts during a restoration, another one is needed. */
    private static final int ATTEMPTS = 3;

    private final RedisCalls redis;
    private final ScoreRestore restoration;

    Scores(RedisCalls redis, ScoreRestore restoration) {
        this.redis = redis;
        this.restoration = restoration;
    }

    /**
     * Checks that a score, or an amount to add, is in range.
     *
     * @param field name of the request field
     * @param amount the score or amount
     * @return the amount
     * @throws InvalidInputException if its absolute value is greater than {@link #GREATEST}
     */
    public static double check(String field, double amount) {
        if (Math.abs(amount) > GREATEST) {
            throw new InvalidInputException(field, "takes -" + GREATEST + " to " + GREATEST);
        }
        return amount;
    }

    /**
     * Changes a score in several periods, in all or in none.
     *
     * @param set the set
     * @param member the member
     * @param change the change
     * @param spans the periods
     * @return the result in the first period; if the change was already applied, the score before it and the current
     *     score; fails with {@link InvalidInputException} if a score would be out of range
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
     * Reads the members of a range of positions.
     *
     * @param set the set
     * @param period the period
     * @param from the first position, 0 for the best
     * @param count greatest number of members, at least 1
     * @return the members; fewer than {@code count} at the end of the set
     */
    public Uni<ScorePage> section(ScoreSet set, ScorePeriod period, long from, int count) {
        List<String> arguments = List.of(set.name(), period.name(), Long.toString(from), Integer.toString(count));
        return whole(set, false, () -> redis.run(SECTION, set.keys(), arguments))
                .map(answer -> answer.map(ScorePage::of).orElseGet(ScorePage::none));
    }

    /**
     * Reads a member and its neighbours.
     *
     * @param set the set
     * @param period the period
     * @param member the member
     * @param beside number of neighbours before and after the member
     * @return the member and its neighbours; empty if the member does not exist
     */
    public Uni<Optional<ScorePage>> around(ScoreSet set, ScorePeriod period, String member, int beside) {
        List<String> arguments = List.of(set.name(), period.name(), member, Integer.toString(beside));
        return whole(set, false, () -> redis.run(AROUND, set.keys(), arguments))
                .map(answer -> answer.filter(found -> found.size() > 1).map(ScorePage::of));
    }

    /**
     * Makes a call and, if the set is incomplete in Redis, restores the set and repeats the call. Returns empty if the
     * call only reads and the set does not exist.
     */
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
