package io.footfall.capability.scores;

import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class ScoresTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final ScorePeriod DAY = ScorePeriod.day(LocalDate.now().plusDays(1));

    private final ScoreSet set = setOf(newId());

    @Inject
    Scores scores;

    @Inject
    ScoreStore store;

    @Inject
    ScoreRestore restoration;

    private static ScoreSet setOf(String name) {
        return new ScoreSet("b:" + name, PartitionId.of(name));
    }

    private static <T> T get(Uni<T> call) {
        return call.await().atMost(PATIENCE);
    }

    private Changed set(String member, double score) {
        return get(scores.change(set, member, ScoreChange.to(score), List.of(ScorePeriod.ALL, DAY)));
    }

    private Changed add(String member, double amount) {
        return get(scores.change(set, member, ScoreChange.by(amount), List.of(ScorePeriod.ALL, DAY)));
    }

    private Changed remove(String member) {
        return get(scores.change(set, member, ScoreChange.removal(), List.of(ScorePeriod.ALL, DAY)));
    }

    private List<Ranked> all(ScorePeriod period) {
        return get(scores.section(set, period, 0, 100)).members();
    }

    @Test
    void equalScoresShareARankAndAreInTheOrderOfTheirNames() {
        set("d", 10);
        set("c", 30);
        set("b", 30);
        set("a", 40);

        assertThat(all(ScorePeriod.ALL))
                .containsExactly(
                        new Ranked("a", 40, 1), new Ranked("b", 30, 2), new Ranked("c", 30, 2), new Ranked("d", 10, 4));
        assertThat(get(scores.section(set, ScorePeriod.ALL, 2, 2)).members())
                .containsExactly(new Ranked("c", 30, 2), new Ranked("d", 10, 4));
        assertThat(get(scores.around(set, ScorePeriod.ALL, "c", 1))
                        .orElseThrow()
                        .members())
                .containsExactly(new Ranked("b", 30, 2), new Ranked("c", 30, 2), new Ranked("d", 10, 4));
        assertThat(add("d", 20).after()).contains(new Ranked("d", 30, 2));
    }

    @Test
    void aScoreOutOfRangeChangesNoSpan() {
        get(scores.change(set, "a", ScoreChange.to(5), List.of(ScorePeriod.ALL)));
        get(scores.change(set, "a", ScoreChange.to(Scores.GREATEST), List.of(DAY)));

        assertThatThrownBy(() -> add("a", 1)).isInstanceOf(InvalidInputException.class);

        assertThat(all(ScorePeriod.ALL)).containsExactly(new Ranked("a", 5, 1));
        assertThat(all(DAY)).containsExactly(new Ranked("a", Scores.GREATEST, 1));
    }

    @Test
    void aChangeWithANameIsMadeOnce() {
        ScoreChange change = ScoreChange.by(5).once(Optional.of(newId()));
        set("a", 1);

        for (int i = 0; i < 3; i++) {
            Changed changed = get(scores.change(set, "a", change, List.of(ScorePeriod.ALL)));
            assertThat(changed.before()).hasValue(1);
            assertThat(changed.after()).contains(new Ranked("a", 6, 1));
        }
        remove("a");
        assertThat(get(scores.change(set, "a", change, List.of(ScorePeriod.ALL)))
                        .after())
                .isEmpty();
    }

    @Test
    void aChangeThatIsRefusedKeepsNoName() {
        Optional<String> name = Optional.of(newId());
        set("a", Scores.GREATEST);

        assertThatThrownBy(() -> get(scores.change(set, "a", ScoreChange.by(5).once(name), List.of(ScorePeriod.ALL))))
                .isInstanceOf(InvalidInputException.class);

        assertThat(get(scores.change(set, "a", ScoreChange.by(-5).once(name), List.of(ScorePeriod.ALL)))
                        .after()
                        .orElseThrow()
                        .score())
                .isEqualTo(Scores.GREATEST - 5);
    }

    @Test
    void wholeNumbersAreExactAndTheNextDoubleIsAnother() {
        set("a", Scores.GREATEST - 1);
        set("b", 0.1);
        add("b", 0.2);

        assertThat(add("a", 1).after().orElseThrow().score()).isEqualTo(Scores.GREATEST);
        assertThat(add("b", 0).after().orElseThrow().score()).isEqualTo(0.1 + 0.2);
    }

    @Test
    void whatWasSavedIsThereAgainWhenRedisHasForgottenIt() {
        set("a", 1.5);
        set("b", -3);
        set("gone", 7);
        remove("gone");
        sync();

        Amnesia.of(set);

        assertThat(all(ScorePeriod.ALL)).containsExactly(new Ranked("a", 1.5, 1), new Ranked("b", -3, 2));
        assertThat(all(DAY)).containsExactly(new Ranked("a", 1.5, 1), new Ranked("b", -3, 2));
        assertThat(expiryOf(DAY)).isEqualTo(DAY.expiresAt().orElseThrow());
        assertThat(add("b", 10).before()).isEqualTo(OptionalDouble.of(-3));
    }

    private Instant expiryOf(ScorePeriod period) {
        String key = RedisKeys.partition(set.partition()) + ":z:" + set.name() + ":" + period.name();
        return Instant.ofEpochMilli(
                RedisProbe.ofSuite().send(Command.PEXPIRETIME, key).toLong());
    }

    /** Redis has the latest score of a, and Postgres has the latest score of b. */
    @Test
    void aRedisThatWentBackInTimeIsToldWhatItHasForgotten() {
        set("a", 1);
        set("b", 1);
        set("removed", 1);
        sync();
        add("a", 10);
        Amnesia then = Amnesia.remember(set);
        add("b", 5);
        remove("removed");
        set("new", 3);
        sync();

        then.goBack();

        assertThat(all(ScorePeriod.ALL))
                .containsExactly(new Ranked("a", 11, 1), new Ranked("b", 6, 2), new Ranked("new", 3, 3));
        assertThat(add("b", 100).after().orElseThrow().score()).isEqualTo(106);
        sync();
        Amnesia.of(set);
        assertThat(all(ScorePeriod.ALL).get(0)).isEqualTo(new Ranked("b", 106, 1));
    }

    @Test
    void aSaveThatComesLateDoesNotOverwriteALaterOne() {
        set("a", 2);
        sync();
        List<Score> saved = get(store.changedSince(set, ScoreStore.Position.after(0)));
        add("a", 1);
        sync();

        get(store.save(saved, Instant.now()));

        Amnesia.of(set);
        assertThat(all(ScorePeriod.ALL)).containsExactly(new Ranked("a", 3, 1));
    }

    /** Four additions to each of many members run while the changed scores are saved repeatedly. */
    @Test
    void nothingThatIsChangedDuringASaveIsLeftOut() {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger additions = new AtomicInteger();
        CompletableFuture<Changed> adding = Multi.createBy()
                .repeating()
                .uni(() -> scores.change(
                        set, "m" + additions.getAndIncrement() / 4, ScoreChange.by(1), List.of(ScorePeriod.ALL, DAY)))
                .until(changed -> enough.get())
                .collect()
                .last()
                .subscribeAsCompletionStage();
        for (int i = 0; i < 30; i++) {
            sync();
        }
        long before = PostgresProbe.number(saved());
        enough.set(true);
        adding.join();
        sync();

        assertThat(before).isPositive();
        assertThat(PostgresProbe.number(saved())).isEqualTo(additions.get());
    }

    /** A slow restoration that read outdated scores from Postgres. */
    @Test
    void nothingIsBroughtBackIntoASetThatIsWhole() {
        set("a", 5);
        sync();
        String process = RedisProbe.ofSuite()
                .send(Command.HGET, RedisKeys.partition(set.partition()) + ":z:" + set.name(), "run")
                .toString();
        PostgresProbe.execute("update scores set score = 1 where score_set = '" + set.name() + "'");

        get(restoration.restore(new ScoreRestore.Gap(set, 0, process, true)));

        assertThat(all(ScorePeriod.ALL)).containsExactly(new Ranked("a", 5, 1));
    }

    private String saved() {
        return "select coalesce(sum(score), 0) from scores where span = 'all' and score_set = '" + set.name() + "'";
    }

    /** The set has more than one page, and all changes arrive at once. */
    @Test
    void thoseWhoComeWhileASetIsBroughtBackAllCount() {
        PostgresProbe.execute("insert into scores select '" + set.name()
                + "', 'all', 'm' || i, i, i, null from generate_series(1, 12000) i");

        List<Changed> changes = get(Multi.createFrom()
                .iterable(IntStream.rangeClosed(1, 200).boxed().toList())
                .onItem()
                .transformToUni(i -> scores.change(set, "m" + i, ScoreChange.by(0.5), List.of(ScorePeriod.ALL))
                        .onFailure()
                        .retry()
                        .withBackOff(Duration.ofMillis(20))
                        .atMost(100))
                .merge(200)
                .collect()
                .asList());

        assertThat(changes)
                .allSatisfy(changed -> assertThat(changed.after().orElseThrow().score())
                        .isEqualTo(Double.parseDouble(
                                        changed.after().orElseThrow().member().substring(1))
                                + 0.5));
        assertThat(get(scores.section(set, ScorePeriod.ALL, 0, 1)).size()).isEqualTo(12_000);
    }

    /** A page of a restoration that began before the data was lost again. */
    @Test
    void aSetThatForgetsMoreMeanwhileIsNotCalledWhole() {
        set("a", 5);
        sync();
        String server = RedisProbe.ofSuite()
                .send(Command.HGET, RedisKeys.partition(set.partition()) + ":z:" + set.name(), "run")
                .toString();
        long last = get(store.changedSince(set, ScoreStore.Position.after(0)))
                .get(0)
                .version();
        Amnesia.of(set);

        get(restoration.restore(new ScoreRestore.Gap(set, last, server, true)));

        assertThat(all(ScorePeriod.ALL)).containsExactly(new Ranked("a", 5, 1));
    }

    @Test
    void aChangeThatWasMadeIsToldAlsoWhereItCouldNotBeMadeAgain() {
        ScoreChange change = ScoreChange.by(5).once(Optional.of(newId()));
        set("a", Scores.GREATEST - 5);
        get(scores.change(set, "a", change, List.of(ScorePeriod.ALL)));

        assertThat(get(scores.change(set, "a", change, List.of(ScorePeriod.ALL)))
                        .after())
                .contains(new Ranked("a", Scores.GREATEST, 1));
    }

    @Test
    void whatNobodyKnowsLeavesNoKeyBehind() {
        assertThat(all(ScorePeriod.ALL)).isEmpty();
        assertThat(get(scores.around(set, ScorePeriod.ALL, "a", 1))).isEmpty();
        assertThat(RedisProbe.ofSuite().keys(RedisKeys.partition(set.partition()) + ":z:" + set.name() + "*"))
                .isEmpty();
    }

    @Test
    void whatIsOverIsForgotten() {
        ScorePeriod over = ScorePeriod.day(TODAY.minusDays(30));
        get(scores.change(set, "a", ScoreChange.to(5), List.of(ScorePeriod.ALL, over)));
        sync();

        get(store.prune(Instant.now()));

        assertThat(PostgresProbe.number("select count(*) from scores where score_set = '" + set.name() + "'"))
                .isEqualTo(1);
        assertThat(all(over)).isEmpty();
    }
}
