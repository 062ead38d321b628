package io.footfall.product.admin;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.product.admin.Promql.Condition;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every series and label that an alert or a dashboard panel queries must exist. An alert on a missing series never
 * fires, and a panel of a missing series stays empty.
 */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class MonitoringTest {

    /** Series and labels that Prometheus itself adds. */
    private static final Set<String> SERIES_OF_PROMETHEUS = Set.of("up", "ALERTS");

    private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "instance");

    /** Any status may occur as a value of this label, so a test can only check that the label exists. */
    private static final String STATUS = "status";

    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    @Test
    void everythingThatIsAskedForIsThere() {
        doALittleOfEverything();

        Awaitility.await().untilAsserted(() -> assertThat(missing()).isEmpty());
    }

    /** Requests are recorded when they end, and garbage collections are recorded asynchronously. So the test waits. */
    private static void doALittleOfEverything() {
        String story = newStory();
        view(story, newId());
        sync();
        given().get("/api/stories/" + story).then().statusCode(200);
        as(SERVICE).body(Map.of("key", newId())).post("/api/rate-limits/login/check");
        as(SERVICE).body(Map.of("payload", "x")).post("/api/jobs/" + newId());
        as(SERVICE).body(Map.of("userId", newId(), "type", "t", "title", "t")).post("/api/notifications");
        System.gc();
    }

    private static Set<String> missing() {
        Map<String, List<Map<String, String>>> series = series();
        Set<String> missing = new TreeSet<>();
        expressions().forEach(expression -> {
            Promql asked = new Promql(expression);
            assertThat(asked.selectors).as(expression).isNotEmpty();
            asked.selectors.stream()
                    .filter(selector -> !SERIES_OF_PROMETHEUS.contains(selector.metric()))
                    .forEach(selector -> {
                        List<Map<String, String>> found = series.getOrDefault(selector.metric(), List.of());
                        if (found.isEmpty()) {
                            missing.add(selector.metric());
                        }
                        selector.conditions().stream()
                                .filter(condition -> !isMet(condition, found))
                                .forEach(condition -> missing.add(selector.metric() + " " + condition));
                        asked.labels.stream()
                                .filter(label -> !LABELS_OF_PROMETHEUS.contains(label))
                                .filter(label -> found.stream().noneMatch(labels -> labels.containsKey(label)))
                                .forEach(label -> missing.add(selector.metric() + " " + label));
                    });
        });
        return missing;
    }

    /** Where a pattern lists alternatives, each of them has to occur in a series. */
    private static boolean isMet(Condition condition, List<Map<String, String>> found) {
        if (LABELS_OF_PROMETHEUS.contains(condition.label())) {
            return true;
        }
        boolean isPattern = condition.operator().endsWith("~");
        return Stream.of(condition.value().split(isPattern ? "\\|" : "(?!)")).allMatch(value -> found.stream()
                .map(labels -> labels.get(condition.label()))
                .anyMatch(label -> label != null
                        && (condition.label().equals(STATUS)
                                || (isPattern ? label.matches(value) : label.equals(value)))));
    }

    private static Stream<String> expressions() {
        return Stream.concat(
                Monitoring.alerts().stream().map(Monitoring.Alert::expression),
                Monitoring.panels().stream()
                        .flatMap(panel -> Monitoring.objects(panel, "targets"))
                        .map(target -> target.getString("expr")));
    }

    private static Map<String, List<Map<String, String>>> series() {
        Map<String, List<Map<String, String>>> series = new HashMap<>();
        management().get("/q/metrics").asString().lines().forEach(line -> {
            Matcher matcher = SERIES.matcher(line);
            if (matcher.matches()) {
                series.computeIfAbsent(matcher.group(1), name -> new ArrayList<>())
                        .add(labels(matcher.group(2)));
            }
        });
        return series;
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new HashMap<>();
        Matcher matcher = LABEL.matcher(text == null ? "" : text);
        while (matcher.find()) {
            labels.put(matcher.group(1), matcher.group(2));
        }
        return labels;
    }
}
