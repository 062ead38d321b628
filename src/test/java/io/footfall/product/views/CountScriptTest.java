package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.support.RedisProbe;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests {@code count.lua} alone, on a real Redis. */
class CountScriptTest {

    private static final String COUNT = read("buckets") + read("limits") + read("count");
    private static final String REVOKE = read("buckets") + read("revoke");
    private static final int VIEWERS = 20_000;
    private static final int BATCH = 250;
    private static final long SOON = Instant.now().plusSeconds(600).toEpochMilli();
    private static final long LATER = Instant.now().plusSeconds(6_000).toEpochMilli();

    private final RedisProbe redis = RedisProbe.ofSuite();
    private final String partition = "ff:{t" + UUID.randomUUID().toString().substring(0, 8) + "}";
    private String era = "2";
    private String channel = "";
    private int calls;
    private final List<String> viewers =
            new Random(7).longs(VIEWERS).mapToObj(Long::toString).distinct().toList();

    @BeforeEach
    void countIn() {
        begin(era);
    }

    private void begin(String next) {
        redis.send(Command.EVAL, read("raise-era"), "1", partition + ":era", next, "0");
    }

    @Test
    void everyViewerIsFoundAgainHoweverOftenBucketsWereSplit() {
        assertThat(firstViews(viewers, SOON)).isEqualTo(viewers.size());
        assertThat(buckets()).hasSizeGreaterThan(VIEWERS / 448);

        assertThat(firstViews(viewers, SOON)).isZero();
        assertThat(buckets()).allSatisfy(bucket -> {
            assertThat(redis.send(Command.OBJECT, "ENCODING", bucket)).hasToString("intset");
            assertThat(redis.send(Command.SCARD, bucket).toInteger()).isBetween(1, 512);
        });
    }

    @Test
    void marksOfEverySizeAreKeptApart() {
        List<String> odd = List.of(
                "0",
                "1",
                "-1",
                "9",
                "-9",
                "999999999",
                "-999999999",
                "1000000000",
                "9223372036854775807",
                "-9223372036854775808");

        assertThat(count(odd, SOON, false)).isEqualTo(odd.size());
        assertThat(count(odd, SOON, false)).isZero();
    }

    @Test
    void whatIsKeptOfAWindowGoesWithIt() {
        firstViews(viewers, SOON);

        assertThat(buckets()).allSatisfy(bucket -> assertThat(expiry(bucket)).isEqualTo(SOON));
        assertThat(expiry(partition + ":d:w")).isGreaterThan(SOON);
    }

    @Test
    void anImportKeepsAWindowLongerAndNothingThatComesAfterShortensIt() {
        List<String> imported = viewers.subList(0, 5);
        firstViews(viewers.subList(0, VIEWERS / 2), SOON);
        assertThat(count(imported, LATER, true)).isZero();

        firstViews(viewers, SOON);

        assertThat(expiry(partition + ":d:w")).isGreaterThan(LATER);
        assertThat(count(imported, LATER, true)).isZero();
    }

    @Test
    void aBucketThatComesBackAfterItWasForgottenIsForgottenAgain() {
        firstViews(viewers, SOON);
        buckets().forEach(bucket -> redis.send(Command.DEL, bucket));

        firstViews(viewers.subList(0, VIEWERS / 2), SOON);
        assertThat(buckets()).isNotEmpty().allSatisfy(bucket -> assertThat(expiry(bucket))
                .isEqualTo(SOON));

        buckets().forEach(bucket -> redis.send(Command.DEL, bucket));
        assertThat(count(viewers.subList(0, BATCH), LATER, true)).isEqualTo(BATCH);
        assertThat(buckets()).isNotEmpty().allSatisfy(bucket -> assertThat(expiry(bucket))
                .isEqualTo(LATER));
    }

    @Test
    void totalsAndPendingAgreeWithTheAnswers() {
        firstViews(viewers, SOON);

        assertThat(hash("known", "s:x")).isEqualTo(viewers.size());
        assertThat(hash("pending", "s:x")).isEqualTo(viewers.size());
    }

    @Test
    void firstViewsAreAddedToATotal() {
        call(1, List.of("10"), SOON, false, 5);

        assertThat(told(callUnseeded(2, List.of("11", "12", "11", "")))).containsExactly("1 6", "1 7", "0 8", "0 8");
        assertThat(hash("known", "s:x")).isEqualTo(8);
        assertThat(hash("pending", "s:x")).isEqualTo(3);
    }

    @Test
    void aViewOfAnItemThatIsNotKnownLeavesNothingBehind() {
        assertThat(told(callUnseeded(1, List.of("11", "12", "")))).containsExactly("u 0", "u 0", "u 0");
        assertThat(redis.keys(partition + ":*"))
                .containsExactlyInAnyOrder(partition + ":era", partition + ":call:test");

        assertThat(told(call(2, List.of("11"), SOON, false, 5))).containsExactly("1 5");
        assertThat(told(callUnseeded(3, List.of("11", "12")))).containsExactly("0 6", "1 6");
    }

    @Test
    void aTotalOfNothingGoesOn() {
        redis.send(Command.HSET, partition + ":known", "s:x", "0");

        assertThat(told(callUnseeded(1, List.of("", "11")))).containsExactly("0 0", "1 0");
        assertThat(hash("pending", "s:x")).isEqualTo(1);
    }

    @Test
    void aTotalOfTheOlderGenerationGoesOn() {
        redis.send(Command.HSET, partition + ":known2", "s:x", "41");

        assertThat(told(callUnseeded(1, List.of("11", "11")))).containsExactly("1 41", "0 42");
        assertThat(hash("known", "s:x")).isEqualTo(42);
        assertThat(redis.keys(partition + ":known2")).isEmpty();
    }

    @Test
    void aCallThatIsSentAgainAnswersWhatItAnsweredFirst() {
        Response first = call(1, List.of("11", "12", "11"), SOON, false);

        Response again = call(1, List.of("11", "12", "11"), SOON, false);

        assertThat(told(again)).containsExactly("1 1", "1 1", "0 2");
        assertThat(told(first)).containsExactly("1 0", "1 1", "0 2");
        assertThat(hash("pending", "s:x")).isEqualTo(2);
    }

    @Test
    void aRedisThatForgotTheCallBeforeIsToldFromOneThatDidNot() {
        call(1, List.of("11"), SOON, false);
        redis.send(Command.DEL, partition + ":call:test");

        assertThatThrownBy(() -> call(2, List.of("12"), SOON, false)).hasMessageContaining("LOST");
        assertThat(hash("pending", "s:x")).isEqualTo(1);
    }

    @Test
    void aCallOfAnotherEraCountsNothing() {
        call(1, List.of("11"), SOON, false);
        begin("3");

        assertThatThrownBy(() -> call(2, List.of("12"), SOON, false)).hasMessageContaining("FENCED");
        redis.send(Command.DEL, partition + ":era");
        assertThatThrownBy(() -> call(2, List.of("12"), SOON, false)).hasMessageContaining("FENCED");
        era = "4";
        begin("4");
        begin("3");

        assertThat(count(List.of("11", "12"), SOON, false, 2)).isEqualTo(1);
        assertThat(hash("pending", "s:x")).isEqualTo(2);
    }

    @Test
    void aCallThatHappenedInAnEraThatIsOverAnswersWhatItAnsweredFirst() {
        call(1, List.of("11"), SOON, false);
        begin("4");

        assertThat(told(call(1, List.of("11"), SOON, false))).containsExactly("1 0");
        assertThat(hash("pending", "s:x")).isEqualTo(1);
    }

    @Test
    void aRevokedCallIsAsIfItHadNeverRun() {
        call(1, List.of("11"), SOON, false);
        call(2, List.of("11", "12", "13"), SOON, false);

        assertThat(revoke(2, List.of("11", "12", "13"))).isEqualTo(2);
        assertThat(revoke(2, List.of("11", "12", "13"))).as("the same").isEqualTo(2);

        assertThat(hash("pending", "s:x")).isEqualTo(1);
        assertThat(hash("known", "s:x")).isEqualTo(1);
        assertThatThrownBy(() -> call(2, List.of("11", "12", "13"), SOON, false))
                .hasMessageContaining("LOST");
        calls = 2;
        assertThat(count(List.of("11", "12", "13"), SOON, false)).isEqualTo(2);
    }

    @Test
    void aRevokedCallThatHadNotRunYetNeverDoes() {
        call(1, List.of("11"), SOON, false);

        assertThat(revoke(2, List.of("12"))).isZero();

        assertThatThrownBy(() -> call(2, List.of("12"), SOON, false)).hasMessageContaining("LOST");
        assertThat(hash("pending", "s:x")).isEqualTo(1);
    }

    @Test
    void aRevokedCallThatWasTransferredIsTakenBack() {
        call(1, List.of("11", "12"), SOON, false);
        redis.send(Command.RENAME, partition + ":pending", partition + ":flushing");

        assertThat(revoke(1, List.of("11", "12"))).isEqualTo(2);

        assertThat(hash("pending", "s:x")).isEqualTo(-2);
        assertThat(redis.send(Command.HGET, partition + ":pending", "#id")).hasToString("revoked");
    }

    @Test
    void onlyViewsUnderTheRateLimitOfTheirClientAreCounted() {
        assertThat(told(limited(1, 2, List.of("11", "12", "13")))).containsExactly("0", "0", "1 0", "1 1", "r 0");

        assertThat(told(limited(2, 2, List.of("14")))).containsExactly("2", "0", "r 0");
        assertThat(hash("pending", "s:x")).isEqualTo(2);
    }

    @Test
    void aCallThatIsSentAgainTakesNoHitAgain() {
        limited(1, 2, List.of("10"));
        Response first = limited(2, 2, List.of("11", "12", "13"));

        Response again = limited(2, 2, List.of("11", "12", "13"));

        assertThat(told(first)).containsExactly("1", "0", "1 1", "r 0", "r 0");
        assertThat(told(again)).containsExactly("1", "0", "1 1", "r 2", "r 2");
    }

    /** Sends views of one client with a rate limit of {@code limit} views per day. */
    private Response limited(int seq, int limit, List<String> marks) {
        List<String> arguments = new ArrayList<>(List.of(
                COUNT,
                "4",
                partition,
                partition + ":l:test",
                partition + ":era",
                partition + ":call:test",
                "w",
                String.valueOf(SOON),
                "0",
                "call-" + seq,
                String.valueOf(seq),
                "60000",
                era,
                "",
                ""));
        arguments.addAll(List.of("1", String.valueOf(limit), String.valueOf(limit), "86400000", "f", "1", ""));
        arguments.addAll(List.of("1", "1", "client", String.valueOf(marks.size())));
        marks.forEach(mark -> arguments.addAll(List.of("*", "1", "1", partition, "s:x", mark, "0")));
        return redis.send(Command.EVAL, arguments.toArray(String[]::new));
    }

    @Test
    void whatIsTakenBackLowersATotalThatIsReadInPostgresBeforeThat() {
        call(1, List.of("11", "12"), SOON, false);
        redis.send(Command.DEL, partition + ":pending", partition + ":known");
        assertThat(revoke(1, List.of("11", "12"))).isEqualTo(2);

        Response seeded = call(2, List.of("13"), SOON, false, 2);

        assertThat(told(seeded)).containsExactly("1 0");
        assertThat(hash("pending", "s:x")).isEqualTo(-1);
    }

    @Test
    void totalsAreSettledOnlyWhereNoTransferCameInBetween() {
        call(1, List.of("11"), SOON, false);
        assertThat(beginSettling("a")).isEqualTo("0");

        assertThat(settle("1", "a", 7)).isZero();
        assertThat(hash("known", "s:x")).isEqualTo(1);
        assertThat(settle("0", "a", 7)).isEqualTo(1);
        assertThat(hash("known", "s:x")).isEqualTo(8);
        redis.send(Command.HSET, partition + ":flushing", "s:x", "1");
        assertThat(settle("0", "a", 9)).isZero();
    }

    @Test
    void whoBeganToSettleBeforeSomebodyElseSettlesNothing() {
        call(1, List.of("11"), SOON, false);
        beginSettling("slow");
        beginSettling("quick");

        assertThat(settle("0", "quick", 11)).isEqualTo(1);
        assertThat(settle("0", "slow", 10)).isZero();

        assertThat(hash("known", "s:x")).isEqualTo(12);
    }

    @Test
    void aDeletedItemGetsNoTotal() {
        redis.send(Command.SET, partition + ":gone:s:x", "1");
        beginSettling("a");

        assertThat(settle("0", "a", 7)).isEqualTo(1);

        assertThat(redis.send(Command.HGET, partition + ":known", "s:x")).isNull();
    }

    /** Postgres is unavailable and cannot report how many views the item has. */
    @Test
    void aTotalThatIsNotKnownIsApproximateUntilItIsSettled() {
        assertThat(told(callAtLeast(1, List.of("11", "11"), 5))).containsExactly("A 5", "a 6");
        assertThat(told(callAtLeast(2, List.of("12"), 0)))
                .as("it stays what it was taken for first")
                .containsExactly("A 6");
        assertThat(told(call(3, List.of("13"), SOON, false, 40)))
                .as("a transfer may be under way that is in the 40 already")
                .containsExactly("A 7");
        assertThat(told(call(3, List.of("13"), SOON, false, 40)))
                .as("sent again")
                .containsExactly("A 7");
        assertThat(hash("pending", "s:x")).isEqualTo(3);
        beginSettling("a");

        assertThat(settle("0", "a", 40)).isEqualTo(1);

        assertThat(told(callUnseeded(4, List.of("11", "14")))).containsExactly("0 43", "1 43");
        assertThat(redis.send(Command.EXISTS, partition + ":approximate").toInteger())
                .isZero();
    }

    @Test
    void whoeverOnlyLooksLeavesNoApproximateTotal() {
        assertThat(told(callAtLeast(1, List.of(""), 5))).containsExactly("a 5");

        assertThat(redis.send(Command.EXISTS, partition + ":approximate").toInteger())
                .isZero();
    }

    @Test
    void anApproximateCallIsRevokedAsAnyOther() {
        callAtLeast(1, List.of("11", "12", "12"), 5);

        assertThat(revoke(1, List.of("11", "12", "12"))).isEqualTo(2);
        assertThat(revoke(1, List.of("11", "12", "12"))).as("the same").isEqualTo(2);

        assertThat(hash("approximate", "s:x")).isEqualTo(5);
        assertThat(redis.send(Command.HGET, partition + ":pending", "s:x")).isNull();
    }

    @Test
    void aDeletedItemIsNotCountedApproximately() {
        callAtLeast(1, List.of("11"), 5);
        redis.send(Command.EVAL, read("remove"), "1", partition, "s:x", "60000");

        assertThat(told(callAtLeast(2, List.of("12"), 5))).containsExactly("u 0");
        assertThat(redis.send(Command.EXISTS, partition + ":approximate").toInteger())
                .isZero();
        assertThat(hash("pending", "s:x")).as("what goes with its transfer").isEqualTo(1);
    }

    private Response callAtLeast(int seq, List<String> marks, long least) {
        List<String> arguments = arguments(seq, SOON, false);
        marks.forEach(mark -> arguments.addAll(List.of("*", "1", "", partition, "s:x", mark, "~" + least)));
        return redis.send(Command.EVAL, arguments.toArray(String[]::new));
    }

    private String beginSettling(String token) {
        return redis.send(Command.EVAL, read("settle-begin"), "1", partition, token, "60000")
                .toString();
    }

    private long settle(String transfers, String token, long persisted) {
        return redis.send(
                        Command.EVAL,
                        read("settle"),
                        "1",
                        partition,
                        transfers,
                        token,
                        "s:x",
                        String.valueOf(persisted))
                .toLong();
    }

    private long hash(String name, String field) {
        return redis.send(Command.HGET, partition + ":" + name, field).toLong();
    }

    private long expiry(String key) {
        return redis.send(Command.PEXPIRETIME, key).toLong();
    }

    private Set<String> buckets() {
        return redis.keys(partition + ":d:*:*");
    }

    private long firstViews(List<String> marks, long until) {
        return IntStream.range(0, marks.size() / BATCH)
                .mapToObj(i -> marks.subList(i * BATCH, (i + 1) * BATCH))
                .mapToLong(batch -> count(batch, until, false))
                .sum();
    }

    /** Counts views of one story, and returns how many of them were first views. */
    private long count(List<String> marks, long until, boolean extending) {
        return count(marks, until, extending, ++calls);
    }

    private long count(List<String> marks, long until, boolean extending, int seq) {
        Response answer = call(seq, marks, until, extending);
        return told(answer).stream().filter(entry -> entry.startsWith("1 ")).count();
    }

    private Response call(int seq, List<String> marks, long until, boolean extending) {
        return call(seq, marks, until, extending, 0);
    }

    private Response call(int seq, List<String> marks, long until, boolean extending, long persisted) {
        List<String> arguments = arguments(seq, until, extending);
        marks.forEach(
                mark -> arguments.addAll(List.of("*", "1", "", partition, "s:x", mark, String.valueOf(persisted))));
        return redis.send(Command.EVAL, arguments.toArray(String[]::new));
    }

    /** As for most views: the call carries no total from Postgres. */
    private Response callUnseeded(int seq, List<String> marks) {
        List<String> arguments = arguments(seq, SOON, false);
        marks.forEach(mark -> arguments.addAll(List.of(partition, "s:x", mark, "")));
        return redis.send(Command.EVAL, arguments.toArray(String[]::new));
    }

    private List<String> arguments(int seq, long until, boolean extending) {
        return new ArrayList<>(List.of(
                COUNT,
                "3",
                partition,
                partition + ":era",
                partition + ":call:test",
                "w",
                String.valueOf(until),
                extending ? "1" : "0",
                "call-" + seq,
                String.valueOf(seq),
                "60000",
                era,
                channel,
                "sender",
                "0",
                "0"));
    }

    /**
     * Returns the reply in a readable form: the results of the rate limits, then for each entry its letter and the
     * total before it.
     */
    private static List<String> told(Response answer) {
        int lines = answer.size() - 2;
        String letters = answer.get(lines).toString();
        String[] totals = answer.get(lines + 1).toString().split(" ");
        List<String> told = new ArrayList<>();
        for (int i = 1; i < lines; i++) {
            told.add(answer.get(i).toString());
        }
        for (int i = 0; i < letters.length(); i++) {
            told.add(letters.charAt(i) + " " + totals[i]);
        }
        return told;
    }

    private long revoke(int seq, List<String> marks) {
        List<String> arguments = new ArrayList<>(List.of(
                REVOKE, "2", partition, partition + ":call:test", "w", "revoked", String.valueOf(seq), "60000"));
        marks.forEach(mark -> arguments.addAll(List.of("1", "s:x", mark)));
        return redis.send(Command.EVAL, arguments.toArray(String[]::new))
                .toString()
                .chars()
                .filter(letter -> letter == '1')
                .count();
    }

    private static String read(String name) {
        try (InputStream in = CountScriptTest.class.getResourceAsStream("/redis/" + name + ".lua")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
