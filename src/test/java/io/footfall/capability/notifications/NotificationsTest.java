package io.footfall.capability.notifications;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.capability.jobs.JobQueues;
import io.footfall.capability.jobs.NewJob;
import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class NotificationsTest {

    private static final String NOTIFICATIONS = "/api/notifications";

    private final String user = newId();

    @Inject
    InboxRetention retention;

    @Inject
    JobQueues jobs;

    private static ValidatableResponse create(String body) {
        return as(SERVICE).body(body).post(NOTIFICATIONS).then();
    }

    private static String note(String user, String title) {
        return """
                {"userId": "%s", "type": "comment", "title": "%s"}""".formatted(user, title);
    }

    private static String noteWith(String user, String more) {
        return """
                {"userId": "%s", "type": "comment", "title": "A title", %s}""".formatted(user, more);
    }

    private static String created(String user, String title) {
        return create(note(user, title)).statusCode(201).extract().path("id");
    }

    private static JsonPath list(String user) {
        return list(user, "");
    }

    private static JsonPath list(String user, String query) {
        return as(reader(user))
                .get(NOTIFICATIONS + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static int unread(String user) {
        return as(reader(user))
                .get(NOTIFICATIONS + "/unread-count")
                .then()
                .statusCode(200)
                .extract()
                .path("unread");
    }

    @Test
    void whatAServiceCreatesIsInTheInbox() {
        create(noteWith(user, "\"body\": \"More\", \"data\": {\"n\": 1.10, \"of\": [null]}"))
                .statusCode(201)
                .body("userId", equalTo(user))
                .body("state", equalTo("delivered"))
                .body("seq", equalTo(1))
                .body("id", notNullValue());

        as(reader(user))
                .get(NOTIFICATIONS)
                .then()
                .statusCode(200)
                .header("X-Cache", equalTo("MISS"))
                .header("Cache-Control", containsString("private"))
                .body("items", hasSize(1))
                .body("items[0].title", equalTo("A title"))
                .body("items[0].body", equalTo("More"))
                .body("items[0].data.of", contains(nullValue()))
                .body(containsString("1.10"))
                .body("items[0].readAt", nullValue())
                .body("nextCursor", nullValue());
        assertThat(unread(user)).isEqualTo(1);
    }

    @Test
    void listsAndCountsAreCachedUntilTheyChange() {
        created(user, "one");
        list(user);
        unread(user);

        as(reader(user)).get(NOTIFICATIONS).then().header("X-Cache", equalTo("HIT"));
        as(reader(user)).get(NOTIFICATIONS + "/unread-count").then().header("X-Cache", equalTo("HIT"));
        created(user, "two");

        assertThat(list(user).getList("items.title")).containsExactly("two", "one");
        assertThat(unread(user)).isEqualTo(2);
    }

    @Test
    void theListIsPagedLatestFirst() {
        IntStream.rangeClosed(1, 5).forEach(i -> created(user, "n" + i));

        JsonPath first = list(user, "?limit=2");
        JsonPath second = list(user, "?limit=2&cursor=" + first.getString("nextCursor"));
        JsonPath third = list(user, "?limit=2&cursor=" + second.getString("nextCursor"));

        assertThat(first.getList("items.title")).containsExactly("n5", "n4");
        assertThat(second.getList("items.title")).containsExactly("n3", "n2");
        assertThat(third.getList("items.title")).containsExactly("n1");
        assertThat(third.getString("nextCursor")).isNull();
    }

    @Test
    void readingCountsOnce() {
        String first = created(user, "first");
        created(user, "second");

        as(reader(user))
                .post(NOTIFICATIONS + "/" + first + "/read")
                .then()
                .statusCode(200)
                .body("unread", equalTo(1));
        String readAt = list(user).getString("items[1].readAt");
        as(reader(user))
                .post(NOTIFICATIONS + "/" + first + "/read")
                .then()
                .statusCode(200)
                .body("unread", equalTo(1));

        assertThat(list(user).getString("items[1].readAt")).isEqualTo(readAt).isNotNull();
        assertThat(list(user, "?unread=true").getList("items.title")).containsExactly("second");
        assertThat(unread(user)).isEqualTo(1);
    }

    @Test
    void readingAllAndDeletingKeepTheCountExact() {
        String first = created(user, "first");
        created(user, "second");
        as(reader(user)).delete(NOTIFICATIONS + "/" + first).then().statusCode(204);
        assertThat(unread(user)).isEqualTo(1);

        as(reader(user))
                .post(NOTIFICATIONS + "/read-all")
                .then()
                .statusCode(200)
                .body("unread", equalTo(0));
        created(user, "third");

        assertThat(unread(user)).isEqualTo(1);
        assertThat(list(user).getList("items.title")).containsExactly("third", "second");
        as(reader(user)).delete(NOTIFICATIONS + "/" + first).then().statusCode(404);
    }

    @Test
    void theUnreadCountStaysExactWhateverHappensAtOnce() {
        List<String> ids =
                IntStream.range(0, 20).mapToObj(i -> created(user, "n" + i)).toList();

        IntStream.range(0, 80).parallel().forEach(i -> {
            String path = NOTIFICATIONS + "/" + ids.get(i % 20);
            switch (i / 20) {
                case 0 -> created(user, "more");
                case 1, 2 -> as(reader(user)).post(path + "/read").then();
                default -> {
                    if (i % 20 < 5) {
                        as(reader(user)).delete(path).then();
                    }
                }
            }
        });

        assertThat(unread(user)).isEqualTo(20);
        assertThat(PostgresProbe.number(
                        "select count(*) from notifications where read_at is null and user_id = '" + user + "'"))
                .isEqualTo(20);
        assertThat(PostgresProbe.number("select last_seq from inboxes where user_id = '" + user + "'"))
                .isEqualTo(40);
    }

    @Test
    void manyAreNotifiedAtOnceEachOnce() {
        String other = newId();

        create("""
                        {"userIds": ["%s", "%s", "%s"], "type": "news", "title": "To all"}""".formatted(other, user, other))
                .statusCode(201)
                .body("items.userId", contains(other, user))
                .body("items.state", contains("delivered", "delivered"));

        assertThat(list(user).getList("items.title")).containsExactly("To all");
        assertThat(list(other).getList("items.title")).containsExactly("To all");
    }

    @Test
    void aThousandAreNotifiedInOneCall() {
        List<String> users =
                IntStream.range(0, 1_000).mapToObj(i -> newId() + "-" + i).toList();

        as(SERVICE)
                .body(Map.of("userIds", users, "type", "news", "title", "x".repeat(200), "body", "y".repeat(4_000)))
                .post(NOTIFICATIONS)
                .then()
                .statusCode(201)
                .body("items", hasSize(1_000))
                .body("items.findAll { it.state != 'delivered' }", hasSize(0));

        assertThat(unread(users.get(999))).isEqualTo(1);
    }

    @Test
    void ofSeveralUnderOneKeyAUserGetsTheFirst() {
        String other = newId();
        String first = create(noteWith(user, "\"dedupeKey\": \"k1\""))
                .statusCode(201)
                .extract()
                .path("id");

        create(noteWith(user, "\"dedupeKey\": \"k1\""))
                .statusCode(200)
                .body("state", equalTo("duplicate"))
                .body("id", equalTo(first));
        create("""
                        {"userIds": ["%s", "%s"], "type": "t", "title": "To both", "dedupeKey": "k1"}""".formatted(user, other)).statusCode(201).body("items.state", contains("duplicate", "delivered"));

        assertThat(unread(user)).isEqualTo(1);
        create(noteWith(user, "\"dedupeKey\": \"k2\"")).statusCode(201);
    }

    @Test
    void manyAtOnceUnderOneKeyCreateOne() {
        List<String> ids = IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> create(noteWith(user, "\"dedupeKey\": \"same\""))
                        .extract()
                        .<String>path("id"))
                .distinct()
                .toList();

        assertThat(ids).hasSize(1);
        assertThat(list(user).getList("items.id")).isEqualTo(ids);
    }

    @Test
    void oneForLaterIsDeliveredThenAndOnce() {
        Instant at = Instant.now().plusSeconds(2);
        String id = create(noteWith(user, "\"deliverAt\": \"" + at + "\", \"dedupeKey\": \"later\""))
                .statusCode(201)
                .body("state", equalTo("scheduled"))
                .body("seq", nullValue())
                .extract()
                .path("id");
        assertThat(list(user).getList("items")).isEmpty();

        await().atMost(Duration.ofSeconds(10)).until(() -> unread(user) == 1);

        assertThat(list(user).getString("items[0].id")).isEqualTo(id);
        Instant delivered = Instant.parse(list(user).getString("items[0].createdAt"));
        assertThat(delivered).isBetween(at.minusMillis(1), at.plusSeconds(1));
        create(noteWith(user, "\"dedupeKey\": \"later\"")).statusCode(200).body("id", equalTo(id));
        assertThat(PostgresProbe.number("select count(*) from scheduled_notifications where id = '" + id + "'"))
                .isZero();
    }

    @Test
    void whoIsWokenTooEarlyDoesNotDeliver() {
        String id = create(noteWith(user, "\"deliverAt\": \"" + Instant.now().plusSeconds(3_600) + "\""))
                .statusCode(201)
                .extract()
                .path("id");

        jobs.enqueue(
                        "footfall-notifications",
                        NewJob.of("{\"id\": \"" + id + "\"}").withId("early-" + user))
                .await()
                .atMost(Duration.ofSeconds(5));

        await().until(() -> as(SERVICE)
                .get("/api/jobs/footfall-notifications/early-" + user)
                .path("state")
                .equals("delayed"));
        assertThat(unread(user)).isZero();
        assertThat(PostgresProbe.number("select count(*) from scheduled_notifications where id = '" + id + "'"))
                .isOne();
    }

    @Test
    void aKeyIsKeptAsLongAsWhatIsScheduledUnderIt() {
        create(noteWith(
                        user,
                        "\"dedupeKey\": \"far\", \"deliverAt\": \""
                                + Instant.now().plus(Duration.ofDays(200)) + "\""))
                .statusCode(201);
        create(noteWith(user, "\"dedupeKey\": \"near\"")).statusCode(201);

        retention.expire(Instant.now().plus(Duration.ofDays(100))).await().atMost(Duration.ofSeconds(10));

        create(noteWith(user, "\"dedupeKey\": \"far\"")).statusCode(200);
        create(noteWith(user, "\"dedupeKey\": \"near\"")).statusCode(201);
    }

    @Test
    void whatItsJobDidNotDeliverIsSweptUp() {
        UUID lost = UUID.randomUUID();
        PostgresProbe.execute("insert into scheduled_notifications (id, user_id, type, title, deliver_at) values ('"
                + lost + "', '" + user + "', 'comment', 'Nobody was woken', now() - interval '1 minute')");

        await().atMost(Duration.ofSeconds(20)).until(() -> unread(user) == 1);

        assertThat(list(user).getString("items[0].id")).isEqualTo(lost.toString());
    }

    private static ValidatableResponse prefer(String user, String preferences) {
        return as(reader(user))
                .body(preferences)
                .put("/api/users/" + user + "/preferences")
                .then();
    }

    @Test
    void whatAUserMutedIsNotDelivered() {
        as(reader(user))
                .get("/api/users/" + user + "/preferences")
                .then()
                .statusCode(200)
                .body("mutedTypes", hasSize(0))
                .body("quietHours", nullValue());
        prefer(user, "{\"mutedTypes\": [\"comment\"]}").statusCode(200).body("mutedTypes", contains("comment"));

        create(note(user, "Muted"))
                .statusCode(200)
                .body("state", equalTo("muted"))
                .body("id", nullValue());
        create(note(user, "Muted").replace("comment", "news")).statusCode(201);

        assertThat(list(user).getList("items.type")).containsExactly("news");
        as(SERVICE)
                .get("/api/users/" + user + "/preferences")
                .then()
                .statusCode(200)
                .body("mutedTypes", contains("comment"));
    }

    @Test
    void inQuietHoursItWaitsForTheirEnd() {
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        DateTimeFormatter minutes = DateTimeFormatter.ofPattern("HH:mm");
        prefer(user, """
                        {"quietHours": {"from": "%s", "until": "%s", "timeZone": "UTC"}}""".formatted(minutes.format(now.minusHours(1)), minutes.format(now.plusHours(1))))
                .statusCode(200)
                .body("quietHours.timeZone", equalTo("UTC"))
                .body("quietHours.until", equalTo(minutes.format(now.plusHours(1))));

        String at = create(note(user, "Quiet"))
                .statusCode(201)
                .body("state", equalTo("scheduled"))
                .extract()
                .path("deliverAt");

        assertThat(Instant.parse(at))
                .isBetween(Instant.now().plusSeconds(3_400), Instant.now().plusSeconds(3_600));
        assertThat(unread(user)).isZero();
    }

    @Test
    void preferencesAreLookedAtAgainWhenTheTimeHasCome() {
        String id = create(noteWith(user, "\"deliverAt\": \"" + Instant.now().plusSeconds(2) + "\""))
                .statusCode(201)
                .extract()
                .path("id");
        prefer(user, "{\"mutedTypes\": [\"comment\"]}").statusCode(200);

        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        PostgresProbe.number("select count(*) from scheduled_notifications where id = '" + id + "'")
                                == 0);

        assertThat(unread(user)).isZero();
    }

    @Test
    void aRecipientGetsNoMoreThanItsLimit() {
        String other = newId();
        IntStream.range(0, 60).parallel().forEach(i -> created(user, "n"));

        create(note(user, "One too many"))
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("error", equalTo("Rate limit exceeded"));
        create("""
                        {"userIds": ["%s", "%s"], "type": "t", "title": "To both"}""".formatted(user, other))
                .statusCode(201)
                .body("items.state", contains("refused", "delivered"))
                .body("items[0].retryAfter", notNullValue());

        assertThat(unread(user)).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"userId\": \"u\", \"type\": \"t\"}",
                "{\"userId\": \"u\", \"title\": \"x\"}",
                "{\"type\": \"t\", \"title\": \"x\"}",
                "{\"userId\": \"u\", \"userIds\": [\"v\"], \"type\": \"t\", \"title\": \"x\"}",
                "{\"userIds\": [], \"type\": \"t\", \"title\": \"x\"}",
                "{\"userIds\": [\"a b\"], \"type\": \"t\", \"title\": \"x\"}",
                "{\"userIds\": [null], \"type\": \"t\", \"title\": \"x\"}",
                "{\"userId\": \"u\", \"type\": \"t t\", \"title\": \"x\"}",
                "{\"userId\": \"u\", \"type\": \"t\", \"title\": \" \"}",
                "{\"userId\": \"u\", \"type\": \"t\", \"title\": \"a\\u0000b\"}",
                "{\"userId\": \"u\", \"type\": \"t\", \"title\": \"a\\ud800b\"}",
                "{\"userId\": \"u\", \"type\": \"t\", \"title\": \"x\", \"body\": 7}",
                "{\"userId\": \"u\", \"type\": \"t\", \"title\": \"x\", \"deliverAt\": \"soon\"}",
                "{\"userId\": \"u\", \"type\": \"t\", \"title\": \"x\", \"deliverAt\": \"2999-01-01T00:00:00Z\"}",
                "{\"userId\": \"u\", \"type\": \"t\", \"title\": \"x\", \"dedupeKey\": \"\"}",
                "[]",
                "null",
                "{"
            })
    void whatMakesNoSenseIsRefused(String body) {
        create(body).statusCode(400).contentType("application/problem+json").body("detail", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mutedTypes\": [\"a b\"]}",
                "{\"mutedTypes\": \"comment\"}",
                "{\"quietHours\": {}}",
                "{\"quietHours\": {\"from\": \"22:00\", \"until\": \"22:00\", \"timeZone\": \"UTC\"}}",
                "{\"quietHours\": {\"from\": \"25:00\", \"until\": \"07:00\", \"timeZone\": \"UTC\"}}",
                "{\"quietHours\": {\"from\": \"22:00\", \"until\": \"07:00\", \"timeZone\": \"Mars/Base\"}}",
                "{\"quietHours\": {\"from\": \"22:00\", \"until\": \"07:00\"}}",
                "null"
            })
    void preferencesThatMakeNoSenseAreRefused(String body) {
        prefer(user, body).statusCode(400).contentType("application/problem+json");

        as(SERVICE)
                .get("/api/users/" + user + "/preferences")
                .then()
                .body("mutedTypes", hasSize(0))
                .body("quietHours", nullValue());
    }

    @Test
    void dataThatIsTooLongIsRefused() {
        create(noteWith(user, "\"data\": \"" + "x".repeat(9_000) + "\""))
                .statusCode(400)
                .body("field", equalTo("data"));
    }

    @Test
    void nobodySeesOrChangesTheInboxOfAnother() {
        String id = created(user, "Private");
        String other = newId();
        created(other, "Another's");
        String mallory = reader(other);

        as(mallory).get(NOTIFICATIONS).then().body(not(containsString("Private")));
        as(mallory).get(NOTIFICATIONS + "?userId=" + user).then().body(not(containsString("Private")));
        as(mallory).post(NOTIFICATIONS + "/" + id + "/read").then().statusCode(404);
        as(mallory).delete(NOTIFICATIONS + "/" + id).then().statusCode(404);
        as(mallory).post(NOTIFICATIONS + "/read-all").then().statusCode(200);
        as(mallory).get("/api/users/" + user + "/preferences").then().statusCode(403);
        as(mallory)
                .body("{\"mutedTypes\": [\"comment\"]}")
                .put("/api/users/" + user + "/preferences")
                .then()
                .statusCode(403);
        as(mallory)
                .body(note(user, "Not mine to send"))
                .post(NOTIFICATIONS)
                .then()
                .statusCode(403);

        assertThat(unread(user)).isEqualTo(1);
        assertThat(list(user).getList("items.readAt")).containsExactly((Object) null);
        as(SERVICE).get("/api/users/" + user + "/preferences").then().body("mutedTypes", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upn", "preferred_username", "name", "email"})
    void nobodyBecomesAnotherByAName(String claim) {
        created(user, "Private");
        String mallory = ServiceUnderTest.pretender(newId(), claim, user);

        as(mallory).get(NOTIFICATIONS).then().statusCode(200).body("items", hasSize(0));
        as(mallory).get("/api/users/" + user + "/preferences").then().statusCode(403);
        as(mallory).get("/api/users/" + user + "/likes").then().statusCode(403);
        as(ServiceUnderTest.nobody(user)).get(NOTIFICATIONS).then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET ", "GET /unread-count", "POST /x/read", "POST /read-all", "DELETE /x", "GET /stream"})
    void anInboxTakesItsReaderAlone(String request) {
        String method = request.split(" ", 2)[0];
        String path = NOTIFICATIONS + request.split(" ", 2)[1];

        as(SERVICE).request(method, path).then().statusCode(403).contentType("application/problem+json");
        as(ServiceUnderTest.OPERATOR).request(method, path).then().statusCode(403);
        as(ServiceUnderTest.CRON).request(method, path).then().statusCode(403);
        as(ServiceUnderTest.forged(user)).request(method, path).then().statusCode(401);
        as(reader("not an id")).request(method, path).then().statusCode(path.contains("/x") ? 404 : 400);
    }

    @Test
    void anUnknownNotificationIsNotFound() {
        as(reader(user))
                .post(NOTIFICATIONS + "/" + UUID.randomUUID() + "/read")
                .then()
                .statusCode(404);
        as(reader(user)).post(NOTIFICATIONS + "/none/read").then().statusCode(404);
        as(reader(user)).post(NOTIFICATIONS + "/1-1-1-1-1/read").then().statusCode(404);
        as(reader(user)).delete(NOTIFICATIONS + "/a%20b").then().statusCode(400);
        as(reader(user)).get(NOTIFICATIONS + "?unread=maybe").then().statusCode(400);
        as(reader(user)).get(NOTIFICATIONS + "?cursor=x").then().statusCode(400);
    }

    @Test
    void whatIsOldGoesAndIsNoLongerCounted() {
        created(user, "old and unread");
        String read = created(user, "old and read");
        as(reader(user)).post(NOTIFICATIONS + "/" + read + "/read").then().statusCode(200);
        PostgresProbe.execute(
                "update notifications set created_at = now() - interval '100 days' where user_id = '" + user + "'");
        created(user, "new");
        list(user);

        retention.expire(Instant.now().minus(Duration.ofDays(90))).await().atMost(Duration.ofSeconds(10));

        assertThat(list(user).getList("items.title")).containsExactly("new");
        assertThat(unread(user)).isEqualTo(1);
        created(user, "next");
        assertThat(list(user).getList("items.seq")).containsExactly(4, 3);
    }
}
