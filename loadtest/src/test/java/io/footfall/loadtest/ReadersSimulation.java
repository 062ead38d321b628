package io.footfall.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * Readers who open a page: a listing with its counts, a story, a view, and now and then the same view again. Every
 * answer is checked; how fast they come is for the report. A backend asks for all of them, so that no reader's limit is met.
 *
 * <p>Settings: {@code -DbaseUrl}, {@code -DreadersPerSecond}, {@code -Dseconds}, {@code -Dtoken} (a service's).
 */
public final class ReadersSimulation extends Simulation {

    private static final String BASE_URL = System.getProperty("baseUrl", "http://localhost:8080");
    private static final String TOKEN = System.getProperty("token", "dev-service-token");
    private static final double READERS_PER_SECOND = Double.parseDouble(System.getProperty("readersPerSecond", "200"));
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("seconds", 60));
    private static final String[] STORIES = {"s1", "s2", "s3"};

    private final HttpProtocolBuilder protocol = http.baseUrl(BASE_URL)
            .acceptHeader("application/json")
            .authorizationHeader("Bearer " + TOKEN)
            .shareConnections();

    private final Iterator<Map<String, Object>> readers =
            Stream.generate(ReadersSimulation::reader).iterator();

    private final ChainBuilder openListing = exec(http("list stories")
            .get("/api/stories?limit=20")
            .check(status().is(200), jsonPath("$.items[0].id").exists()));

    private final ChainBuilder readCounts = exec(http("read counts")
            .get("/api/views?stories=s1,s2,s3")
            .check(status().is(200), jsonPath("$.stories.s1").exists()));

    private final ChainBuilder view = exec(view("first view", "true"), view("second view", "false"));

    private final ScenarioBuilder reading = scenario("readers").feed(readers).exec(openListing, readCounts, view);

    public ReadersSimulation() {
        setUp(reading.injectOpen(
                        rampUsersPerSec(1).to(READERS_PER_SECOND).during(LENGTH.dividedBy(6)),
                        constantUsersPerSec(READERS_PER_SECOND).during(LENGTH)))
                .protocols(protocol)
                .assertions(global().failedRequests().count().is(0L));
    }

    private static HttpRequestActionBuilder view(String name, String isFirst) {
        return http(name)
                .post("/api/stories/#{story}/view")
                .header("Content-Type", "application/json")
                .body(StringBody("{\"userId\":\"#{reader}\"}"))
                .check(status().is(200), jsonPath("$.isFirstView").is(isFirst));
    }

    private static Map<String, Object> reader() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Map.of(
                "reader",
                "load-" + Long.toUnsignedString(random.nextLong(), 36),
                "story",
                STORIES[random.nextInt(STORIES.length)]);
    }
}
