package io.footfall.product.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the shipped monitoring configuration, as far as possible without Prometheus, Grafana and containers. */
class MonitoringFilesTest {

    private static final Path HANDBOOK = Path.of("docs", "operations.md");
    private static final String SECRET = ".*(TOKEN|PASSWORD|SECRET).*";
    private static final int GRID = 24;

    @Test
    void theRulesPassTheirOwnTests() throws IOException, InterruptedException {
        Process check = new ProcessBuilder(
                        Monitoring.FOLDER.resolve("prometheus/check.sh").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes());

        assertThat(check.waitFor()).as(said).isZero();
        assumeFalse(said.startsWith("skipped"), said);
        assertThat(said).contains("SUCCESS");
    }

    @Test
    void eachAlertIsTestedForFiringAndForNotFiring() {
        List<Map<String, Object>> tests =
                Monitoring.list(Monitoring.yaml("prometheus/rules-test.yaml"), "tests").stream()
                        .flatMap(test -> Monitoring.list(test, "promql_expr_test").stream())
                        .toList();

        assertThat(Monitoring.alerts()).isNotEmpty().allSatisfy(alert -> {
            Set<Boolean> fires = tests.stream()
                    .filter(test -> test.get("expr").toString().contains("alertname=\"" + alert.name() + "\""))
                    .map(test -> !Monitoring.list(test, "exp_samples").isEmpty())
                    .collect(Collectors.toSet());
            assertThat(fires).as(alert.name()).containsExactlyInAnyOrder(true, false);
        });
    }

    @Test
    void eachAlertLeadsToASectionOfTheHandbook() throws IOException {
        String handbook = Files.readString(HANDBOOK);
        Set<String> sections = handbook.lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3)
                        .toLowerCase()
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .map(anchor -> "docs/operations.md#" + anchor)
                .collect(Collectors.toSet());

        assertThat(Monitoring.alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.labels().get("severity")).isIn("critical", "warning");
            assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook");
            assertThat(sections).contains(alert.annotations().get("runbook"));
            assertThat(handbook).contains("`" + alert.name() + "`");
        });
    }

    @Test
    void theDashboardsPanelsHaveTitlesUnitsAndAPlaceOfTheirOwn() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();

        assertThat(Monitoring.dashboard().getInteger("schemaVersion")).isGreaterThanOrEqualTo(39);
        assertThat(Monitoring.panels()).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.getString("title")).isNotBlank();
            assertThat(ids.add(panel.getInteger("id"))).as("id").isTrue();
            assertThat(cellsOf(panel)).allMatch(cells::add);
            if (!panel.getString("type").equals("row")) {
                assertThat(panel.getJsonObject("fieldConfig")
                                .getJsonObject("defaults")
                                .getString("unit"))
                        .isNotBlank();
                assertThat(Monitoring.objects(panel, "targets")).isNotEmpty().allSatisfy(target -> assertThat(
                                target.getJsonObject("datasource").getString("uid"))
                        .isEqualTo("${datasource}"));
            }
        });
        assertThat(Monitoring.objects(Monitoring.dashboard().getJsonObject("templating"), "list")
                        .map(variable -> variable.getString("name")))
                .contains("datasource", "instance");
    }

    private static List<String> cellsOf(JsonObject panel) {
        JsonObject place = panel.getJsonObject("gridPos");
        assertThat(place.getInteger("x") + place.getInteger("w")).isLessThanOrEqualTo(GRID);
        return Stream.iterate(place.getInteger("x"), x -> x + 1)
                .limit(place.getInteger("w"))
                .flatMap(x -> Stream.iterate(place.getInteger("y"), y -> y + 1)
                        .limit(place.getInteger("h"))
                        .map(y -> x + "," + y))
                .toList();
    }

    @Test
    void containersComeWithoutASecretAndShowNothingToOthers() {
        Map<String, Object> services = Monitoring.map(Monitoring.yaml("compose.yaml"), "services");

        assertThat(services).containsOnlyKeys("footfall", "redis", "postgres", "prometheus", "grafana");
        services.keySet().forEach(name -> {
            Map<String, Object> service = Monitoring.map(services, name);
            Monitoring.map(service, "environment").forEach((variable, value) -> {
                if (variable.matches(SECRET)) {
                    assertThat(value.toString()).as(variable).matches("\\$\\{[A-Z_]+:(\\?.+|-)}");
                }
            });
            assertThat(strings(service, "ports")).allMatch(port -> port.startsWith("127.0.0.1:"));
            assertThat(service).containsKey("healthcheck").containsEntry("read_only", true);
            assertThat(service.containsKey("build")
                            || service.get("image").toString().matches("[a-z/-]+:v?\\d+(\\.\\d+)+(-alpine)?"))
                    .isTrue();
            assertThat(strings(service, "volumes"))
                    .filteredOn(volume -> volume.startsWith("./"))
                    .allMatch(volume -> Files.exists(Monitoring.FOLDER.resolve(volume.split(":")[0])));
        });
        assertThat(Monitoring.map(services, "redis").get("command").toString())
                .contains("appendonly, yes", "noeviction");
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Map<String, Object> of, String name) {
        return (List<String>) of.getOrDefault(name, List.of());
    }
}
