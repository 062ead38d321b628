package io.footfall.product.admin;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** Reads the shipped configuration files of Prometheus, Grafana and Docker Compose. */
final class Monitoring {

    static final Path FOLDER = Path.of("src", "main", "docker");

    private Monitoring() {}

    record Alert(String name, String expression, Map<String, String> labels, Map<String, String> annotations) {}

    static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> yaml(String file) {
        return (Map<String, Object>) new Yaml().load(text(file));
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) of.getOrDefault(name, List.of());
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<String, Object> of, String name) {
        return (Map<String, Object>) of.getOrDefault(name, Map.of());
    }

    @SuppressWarnings("unchecked")
    static List<Alert> alerts() {
        return list(yaml("prometheus/rules.yaml"), "groups").stream()
                .flatMap(group -> list(group, "rules").stream())
                .map(rule -> new Alert(
                        rule.get("alert").toString(),
                        rule.get("expr").toString(),
                        (Map<String, String>) rule.get("labels"),
                        (Map<String, String>) rule.get("annotations")))
                .toList();
    }

    static JsonObject dashboard() {
        return new JsonObject(text("grafana/dashboards/footfall.json"));
    }

    static List<JsonObject> panels() {
        return objects(dashboard(), "panels").toList();
    }

    static Stream<JsonObject> objects(JsonObject of, String name) {
        return of.containsKey(name) ? of.getJsonArray(name).stream().map(JsonObject.class::cast) : Stream.empty();
    }
}
