package io.footfall.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.UUID;

/**
 * Simulates the traffic of a platform. Each reader makes eighteen reads and views one story. The view is sent twice, as
 * a client does that lost the response: nine reads for each view. The popularity of stories follows {@link Zipf}. A
 * crawler without a token exceeds its rate limit. The backend notifies users, who read their inbox. Every response is
 * checked; the response times are only reported.
 *
 * <p>Requests of readers carry the backend's token, so that only the crawler reaches a rate limit. Settings:
 * {@code -DbaseUrl}, {@code -DreadersPerSecond}, {@code -Dseconds}, {@code -Dstories}, {@code -Dtoken} (a service
 * token). The service must be a development build, which signs users in.
 */
public final class TrafficSimulation extends Simulation {

    private static final String BASE_URL = System.getProperty("baseUrl", "http://localhost:8080");
    private static final String TOKEN = System.getProperty("token", "dev-service-token");
    private static final double READERS_PER_SECOND = Double.parseDouble(System.getProperty("readersPerSecond", "50"));
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("seconds", 60));
    private static final int STORIES = Integer.getInteger("stories", 1_000);
    private static final double CRAWLS_PER_SECOND = 5;
    private static final double NOTIFIED_PER_SECOND = 5;
    private static final String AUTHORIZATION = "Authorization";
    private static final String BACKEND = "Bearer " + TOKEN;

    private final Zipf popularity = new Zipf(STORIES);
    private final HttpProtocolBuilder protocol =
            http.baseUrl(BASE_URL).acceptHeader("*/*").disableCaching().shareConnections();

    private final ChainBuilder reads = repeat(3)
            .on(exec(this::another)
                    .exec(read("story", "/api/stories/#{story}")
                            .check(jsonPath("$.title").exists()))
                    .exec(read("count", "/api/stories/#{story}/views")
                            .check(jsonPath("$.viewCount").exists()))
                    .exec(read("listing", "/api/stories?limit=20")
                            .check(jsonPath("$.items[0].id").exists()))
                    .exec(read("listing's counts", "/api/views?stories=#{story},traffic-0,traffic-1")
                            .check(jsonPath("$.stories.traffic-0").exists()))
                    .exec(read("trending", "/api/trending?window=1h"))
                    .exec(read("badge", "/api/stories/#{story}/badge.svg")));

    private final ScenarioBuilder reading = scenario("readers")
            .exec(this::somebody)
            .exec(reads)
            .exec(view("first view", "true"), view("the same view again", "false"));

    private final ScenarioBuilder crawling = scenario("a crawler")
            .exec(http("over the limit").get("/api/stories?limit=100").check(status().in(200, 429)));

    private final ScenarioBuilder notifying = scenario("users")
            .exec(this::somebody)
            .exec(
                    http("notify")
                            .post("/api/notifications")
                            .header(AUTHORIZATION, BACKEND)
                            .header("Content-Type", "application/json")
                            .body(StringBody(
                                    "{\"userId\":\"#{user}\",\"type\":\"comment\",\"title\":\"Ada answered you\"}"))
                            .check(status().is(201)),
                    http("sign in")
                            .get("/dev/token?user=#{user}")
                            .check(status().is(200), bodyString().saveAs("jwt")),
                    inbox("unread count", "/api/notifications/unread-count"),
                    inbox("inbox", "/api/notifications?unread=true"));

    /** Increases the rate of readers linearly, then keeps it constant. */
    public TrafficSimulation() {
        setUp(readers(), often(crawling, CRAWLS_PER_SECOND), often(notifying, NOTIFIED_PER_SECOND))
                .protocols(protocol)
                .assertions(global().failedRequests().count().is(0L));
    }

    @Override
    public void before() {
        new Catalog(BASE_URL, TOKEN).write(STORIES);
    }

    private PopulationBuilder readers() {
        return reading.injectOpen(
                rampUsersPerSec(1).to(READERS_PER_SECOND).during(LENGTH.dividedBy(6)),
                constantUsersPerSec(READERS_PER_SECOND).during(LENGTH));
    }

    private static PopulationBuilder often(ScenarioBuilder what, double perSecond) {
        return what.injectOpen(constantUsersPerSec(perSecond).during(LENGTH));
    }

    private Session somebody(Session session) {
        return another(session.set("user", "u-" + UUID.randomUUID()));
    }

    private Session another(Session session) {
        return session.set("story", Catalog.story(popularity.next()));
    }

    private static HttpRequestActionBuilder read(String name, String path) {
        return http(name).get(path).header(AUTHORIZATION, BACKEND).check(status().is(200));
    }

    private static HttpRequestActionBuilder inbox(String name, String path) {
        return http(name).get(path).header(AUTHORIZATION, "Bearer #{jwt}").check(status().is(200));
    }

    private static HttpRequestActionBuilder view(String name, String isFirst) {
        return http(name)
                .post("/api/stories/#{story}/view")
                .header(AUTHORIZATION, BACKEND)
                .header("Content-Type", "application/json")
                .body(StringBody("{\"userId\":\"#{user}\"}"))
                .check(status().is(200), jsonPath("$.isFirstView").is(isFirst));
    }
}
