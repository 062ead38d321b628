package io.footfall.openapi;

import static io.footfall.support.Api.management;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.RawHttp;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each path accepts the methods of the description, HEAD and OPTIONS as HTTP defines them, and no others. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class MethodsTest {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "EVIL1", "get");

    /** Public paths outside the API. */
    private static final Set<String> PAGES = Set.of("/footfall.js", "/admin");

    private ApiDescription api;

    @BeforeEach
    void readDescription() {
        api = new ApiDescription(management().get("/q/openapi?format=json").asString());
    }

    /** Each public path with example values, and the methods that it accepts. */
    private Map<String, Set<String>> paths() {
        Map<String, Set<String>> paths = new TreeMap<>();
        api.operations().forEach(operation -> {
            String target = operation.target(ApiClient.VALUES);
            paths.put(target, allowedAt(describedAt(target)));
        });
        PAGES.forEach(page -> paths.put(page, allowedAt(Set.of("GET"))));
        return paths;
    }

    /**
     * The methods of all path templates that match a path: an id of a job may equal a fixed path segment of another
     * template.
     */
    private Set<String> describedAt(String target) {
        String path = target.split("\\?")[0];
        return api.paths().stream()
                .filter(template -> path.matches(template.replaceAll("\\{[^}]+}", "[^/]+")))
                .flatMap(template -> api.methodsOf(template).stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> allowedAt(Set<String> described) {
        return Stream.of(described, Set.of("OPTIONS"), described.contains("GET") ? Set.of("HEAD") : Set.<String>of())
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> allowOf(RawHttp.Answer answer) {
        return Stream.of(answer.header("Allow").split(","))
                .map(String::trim)
                .filter(method -> !method.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void optionsNamesTheMethodsThatAPathTakes() throws IOException {
        List<String> deviations = new ArrayList<>();
        try (ApiClient client = new ApiClient()) {
            for (Map.Entry<String, Set<String>> path : paths().entrySet()) {
                RawHttp.Answer answer = client.send("OPTIONS", path.getKey(), TestCaller.ANONYMOUS);
                if (answer.status() / 100 != 2 || !allowOf(answer).equals(path.getValue())) {
                    deviations.add(path + ": " + answer.status() + " allows " + allowOf(answer));
                }
            }
        }

        assertThat(deviations).isEmpty();
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatThePathTakes() throws IOException {
        List<String> deviations = new ArrayList<>();
        try (ApiClient client = new ApiClient()) {
            for (Map.Entry<String, Set<String>> path : paths().entrySet()) {
                for (String method : METHODS) {
                    if (!path.getValue().contains(method)) {
                        RawHttp.Answer answer = client.send(method, path.getKey(), TestCaller.OPERATOR);
                        deviations.addAll(deviations(method + " " + path, answer, path.getValue()));
                    }
                }
            }
        }

        assertThat(deviations).isEmpty();
    }

    private static List<String> deviations(String request, RawHttp.Answer answer, Set<String> allowed) {
        List<String> deviations = new ArrayList<>();
        if (answer.status() != 405 || !allowOf(answer).equals(allowed)) {
            deviations.add(request + ": " + answer.status() + " allows " + allowOf(answer));
        }
        if (!request.startsWith("HEAD")) {
            Problems.of(answer, null).forEach(problem -> deviations.add(request + ": " + problem));
        }
        return deviations;
    }

    @Test
    void headIsAnsweredAsGetIsButForTheBody() throws IOException {
        List<String> deviations = new ArrayList<>();
        try (ApiClient client = new ApiClient()) {
            for (ApiOperation operation : api.operations()) {
                if (operation.method().equals("GET")) {
                    TestCaller caller =
                            operation.roles().equals(Set.of("reader")) ? TestCaller.READER : TestCaller.OPERATOR;
                    String target = operation.target(ApiClient.VALUES);
                    RawHttp.Answer get = client.send("GET", target, caller);
                    RawHttp.Answer head = client.send("HEAD", target, caller);
                    if (!essenceOf(head).equals(essenceOf(get))) {
                        deviations.add(operation.name() + ": " + essenceOf(get) + ", but to HEAD " + essenceOf(head));
                    }
                }
            }
        }

        assertThat(deviations).isEmpty();
    }

    private static List<String> essenceOf(RawHttp.Answer answer) {
        return List.of(
                String.valueOf(answer.status()),
                answer.header("content-type").replace(" ", ""),
                answer.header("cache-control"));
    }
}
