package io.footfall.capability.notifications;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.EventStream;
import io.footfall.support.LowLimitsProfile;
import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.Sockets;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@QuarkusTest
@TestProfile(LowLimitsProfile.class)
@WithTestResource(ServiceUnderTest.class)
class StreamsTest {

    /** A small receive buffer, so that data that a client does not read is buffered in the service. */
    private static final int SMALL_BUFFER = 8 * 1_024;

    private final String user = newId();
    private final List<EventStream> streams = new ArrayList<>();

    @Inject
    Vertx vertx;

    private HttpClient client;

    @BeforeEach
    void connect() {
        client = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(100).setReceiveBufferSize(SMALL_BUFFER));
    }

    @AfterEach
    void disconnect() {
        streams.forEach(EventStream::close);
        client.close();
    }

    private EventStream open(String userId, String lastEventId) {
        EventStream stream = EventStream.open(client, RestAssured.port, reader(userId), lastEventId);
        streams.add(stream);
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> stream.status() != 0 && (stream.status() != 200 || stream.lastEventId() != null)
                        || stream.isOver());
        return stream;
    }

    private static void create(String user, String title) {
        as(SERVICE)
                .body(Map.of("userId", user, "type", "comment", "title", title, "data", Map.of("n", List.of(1, "two"))))
                .post("/api/notifications")
                .then()
                .statusCode(201);
    }

    private static void createMany(String user, int many) {
        IntStream.range(0, many).parallel().forEach(i -> create(user, "n" + i));
    }

    private static List<Long> seqs(EventStream stream) {
        return stream.events("notification").stream()
                .map(EventStream.Event::seq)
                .toList();
    }

    private static List<Long> upTo(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static String unread(EventStream stream) {
        List<EventStream.Event> counts = stream.events("unread-count");
        return counts.isEmpty() ? "" : counts.get(counts.size() - 1).data();
    }

    @Test
    void aNotificationIsToldWithItsNumberAndTheCount() {
        EventStream stream = open(user, null);
        assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
        assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
        assertThat(stream.header("RateLimit")).isNotNull();
        assertThat(stream.lastEventId()).isEqualTo("0");

        create(user, "Look");

        await().until(() -> unread(stream).equals("{\"unread\":1}"));
        EventStream.Event told = stream.events("notification").get(0);
        assertThat(told.id()).isEqualTo("1");
        JsonObject listed = new JsonObject(
                        as(reader(user)).get("/api/notifications").asString())
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(new JsonObject(told.data())).isEqualTo(listed);
        assertThat(listed.getJsonObject("data").getJsonArray("n")).containsExactly(1, "two");
    }

    @Test
    void theCountFollowsWhateverChangesIt() {
        create(user, "one");
        create(user, "two");
        EventStream stream = open(user, null);
        await().until(() -> unread(stream).equals("{\"unread\":2}"));
        assertThat(stream.events("notification")).isEmpty();

        as(reader(user)).post("/api/notifications/read-all").then().statusCode(200);

        await().until(() -> unread(stream).equals("{\"unread\":0}"));
    }

    @Test
    void aStreamThatIsOpenedAgainGoesOnAfterWhatWasSeen() {
        createMany(user, 250);

        EventStream fromTen = open(user, "10");
        EventStream fromLatest = open(user, "250");

        await().until(() -> seqs(fromTen).size() == 240);
        assertThat(seqs(fromTen)).isEqualTo(upTo(11, 250));
        create(user, "next");
        await().until(() -> seqs(fromLatest).size() == 1);
        assertThat(seqs(fromLatest)).containsExactly(251L);
    }

    @Test
    void whatWasDeletedIsPassedOver() {
        createMany(user, 5);
        PostgresProbe.execute("delete from notifications where user_id = '" + user + "' and seq in (1, 3, 5)");

        EventStream stream = open(user, "0");
        await().until(() -> seqs(stream).size() == 2);
        create(user, "next");

        await().until(() -> seqs(stream).size() == 3);
        assertThat(seqs(stream)).containsExactly(2L, 4L, 6L);
    }

    @Test
    void aNumberThatIsNotThereYetCountsAsTheLatest() {
        create(user, "one");

        EventStream stream = open(user, "1000");
        create(user, "two");

        await().until(() -> seqs(stream).size() == 1);
        assertThat(seqs(stream)).containsExactly(2L);
    }

    @Test
    void allThatIsCreatedAtOnceIsToldOnceAndInOrder() {
        EventStream stream = open(user, null);

        createMany(user, 400);

        await().until(() -> seqs(stream).size() >= 400);
        assertThat(seqs(stream)).isEqualTo(upTo(1, 400));
        await().until(() -> unread(stream).equals("{\"unread\":400}"));
    }

    @Test
    void whatNobodyWasToldOfIsFoundByComparing() {
        EventStream stream = open(user, null);

        PostgresProbe.execute("insert into inboxes (user_id, last_seq, unread, version) values ('" + user
                + "', 1, 1, 1); insert into notifications (id, user_id, seq, type, title, created_at) values ('"
                + UUID.randomUUID() + "', '" + user + "', 1, 'comment', 'From elsewhere', now())");

        await().until(() -> unread(stream).equals("{\"unread\":1}"));
        assertThat(seqs(stream)).containsExactly(1L);
    }

    @Test
    void aStreamIsTheCallersAlone() {
        EventStream another = open(newId(), "0");

        create(user, "Private");
        create(user, "Private");

        EventStream own = open(user, "0");
        await().until(() -> seqs(own).size() == 2);
        assertThat(another.events("notification")).isEmpty();
        assertThat(unread(another)).isIn("", "{\"unread\":0}");
    }

    @Test
    void oneMoreStreamOfAUserEndsTheOldest() {
        EventStream first = open(user, null);
        EventStream second = open(user, null);
        open(user, null);
        EventStream fourth = open(user, null);

        await().until(first::isOver);
        create(user, "Look");

        await().until(() -> seqs(second).size() == 1 && seqs(fourth).size() == 1);
        assertThat(seqs(first)).isEmpty();
    }

    @Test
    void aReplicaTakesOnlySoManyStreams() {
        List<EventStream> all =
                IntStream.range(0, 45).mapToObj(i -> open(newId(), null)).toList();

        assertThat(all.stream().filter(stream -> stream.status() == 503).findFirst())
                .hasValueSatisfying(refused -> {
                    assertThat(refused.header("Retry-After")).isNotNull();
                    await().until(() -> refused.body().contains("takes no more streams"));
                });
        assertThat(all.stream().filter(stream -> stream.status() == 200).count())
                .isBetween(30L, 40L);
        all.forEach(EventStream::close);
        await().until(() -> open(user, null).status() == 200);
    }

    @Test
    void silenceIsBrokenByHeartbeats() {
        EventStream stream = open(user, null);

        await().until(() -> stream.events("").size() >= 4);

        assertThat(stream.events(""))
                .allSatisfy(event -> assertThat(event.data()).isEmpty());
    }

    @Test
    void aClientThatDoesNotReadIsDisconnectedAndMissesNothing() {
        EventStream asleep = open(user, null);
        asleep.fallAsleep();
        assertThat(Sockets.isOpen(RestAssured.port, asleep.localPort()))
                .isEqualTo(Files.exists(Path.of("/proc/net/tcp")));
        String text = "x".repeat(4_000);

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            IntStream.range(0, 50).parallel().forEach(i -> as(SERVICE)
                    .body(Map.of("userId", user, "type", "comment", "title", "Long", "body", text))
                    .post("/api/notifications")
                    .then()
                    .statusCode(201));
            return metric("footfall_notification_streams_slow_total") >= 1;
        });

        await().until(() -> !Sockets.isOpen(RestAssured.port, asleep.localPort()));
        long all = PostgresProbe.number("select last_seq from inboxes where user_id = '" + user + "'");
        EventStream again = open(user, "0");
        await().until(() -> seqs(again).size() == all);
        assertThat(seqs(again)).isEqualTo(upTo(1, all));
    }

    @Test
    void howeverManyAreOpenedAtOnceEachIsAnswered() {
        List<EventStream> all = IntStream.range(0, 30)
                .mapToObj(i -> EventStream.open(client, RestAssured.port, reader(user), null))
                .toList();
        streams.addAll(all);

        await().until(() -> all.stream().allMatch(stream -> stream.isOver() || stream.lastEventId() != null));
        create(user, "Look");

        await().until(() ->
                all.stream().filter(stream -> seqs(stream).size() == 1).count() == 3);
        await().until(() -> all.stream().filter(EventStream::isOver).count() == 27);
    }

    @Test
    void aTokenThatIsOverOpensNoStream() {
        String over = ServiceUnderTest.reader(user, Duration.ofSeconds(-5));

        as(over).get("/api/notifications").then().statusCode(200);
        as(over).header("Accept", "text/event-stream")
                .get("/api/notifications/stream")
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
    }

    private static double metric(String name) {
        return management()
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aStreamEndsWithItsToken() {
        EventStream stream =
                EventStream.open(client, RestAssured.port, ServiceUnderTest.reader(user, Duration.ofSeconds(2)), null);
        streams.add(stream);
        await().until(() -> stream.lastEventId() != null);

        await().until(stream::isOver);
        create(user, "Too late");

        assertThat(stream.events("notification")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "99999999999999999999"})
    void whatIsNoNumberOfANotificationIsRefused(String lastEventId) {
        as(reader(user))
                .header("Last-Event-ID", lastEventId)
                .header("Accept", "text/event-stream")
                .get("/api/notifications/stream")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo("Last-Event-ID"));
    }
}
