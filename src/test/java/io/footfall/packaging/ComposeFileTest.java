package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Checks the compose file without a container engine: it uses only keys of the Compose Specification, and what it
 * refers to exists.
 */
class ComposeFileTest {

    private static final Path FILE = Path.of("src", "main", "docker", "compose.yaml");
    private static final Node COMPOSE = Node.documents(FILE).get(0);
    private static final Map<String, Object> SERVICES = COMPOSE.at("services").map();

    private static final Set<String> OF_A_SERVICE = Set.of(
            "build",
            "cap_drop",
            "command",
            "depends_on",
            "environment",
            "healthcheck",
            "image",
            "mem_limit",
            "ports",
            "read_only",
            "restart",
            "security_opt",
            "shm_size",
            "stop_grace_period",
            "tmpfs",
            "user",
            "volumes");
    private static final Set<String> OF_A_HEALTH_CHECK =
            Set.of("test", "interval", "timeout", "retries", "start_period");
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{?[A-Za-z_][^}]*}?");

    private static Node service(String name) {
        return COMPOSE.at("services").child(name);
    }

    @Test
    void eachKeyIsOneOfTheSpecification() {
        assertThat(COMPOSE.map().keySet())
                .filteredOn(key -> !key.startsWith("x-"))
                .containsExactlyInAnyOrder("name", "services", "volumes");
        SERVICES.keySet().forEach(name -> {
            Node service = service(name);
            assertThat(OF_A_SERVICE).as(name).containsAll(service.map().keySet());
            assertThat(OF_A_HEALTH_CHECK)
                    .as(name)
                    .containsAll(service.child("healthcheck").map().keySet());
            assertThat(service.at("healthcheck.test.0").text()).isEqualTo("CMD");
            for (String time : List.of("interval", "timeout")) {
                assertThat(service.child("healthcheck").child(time).text()).matches("\\d+(ms|s|m)");
            }
        });
    }

    @Test
    void timesAndSizesHaveUnits() {
        assertThat(service("footfall").child("stop_grace_period").text()).matches("\\d+s");
        assertThat(service("footfall").child("mem_limit").text()).matches("\\d+[mg]");
        assertThat(service("postgres").child("shm_size").text()).matches("\\d+[mg]");
    }

    @Test
    void whatIsWaitedForIsThereAndSaysThatItIsHealthy() {
        SERVICES.keySet().stream()
                .map(ComposeFileTest::service)
                .filter(service -> service.has("depends_on"))
                .forEach(service -> service.child("depends_on").map().forEach((other, how) -> {
                    assertThat(SERVICES).containsKey(other);
                    assertThat(how).isEqualTo(Map.of("condition", "service_healthy"));
                }));
    }

    @Test
    void volumesAreDeclaredAndFilesExist() {
        Set<String> declared = COMPOSE.child("volumes").map().keySet();
        List<String> used = SERVICES.keySet().stream()
                .map(ComposeFileTest::service)
                .filter(service -> service.has("volumes"))
                .flatMap(service -> service.child("volumes").items().stream())
                .map(mount -> mount.text().split(":")[0])
                .toList();

        assertThat(used).filteredOn(source -> !source.startsWith(".")).containsExactlyInAnyOrderElementsOf(declared);
        assertThat(used)
                .filteredOn(source -> source.startsWith("."))
                .isNotEmpty()
                .allMatch(source -> Files.exists(FILE.resolveSibling(source)));
        Path context =
                FILE.resolveSibling(service("footfall").at("build.context").text());
        assertThat(context.resolve(service("footfall").at("build.dockerfile").text()))
                .exists();
    }

    @Test
    void eachVariableIsAskedForOrHasADefault() {
        assertThat(VARIABLE.matcher(Node.text(FILE)).results().map(MatchResult::group))
                .isNotEmpty()
                .allMatch(variable -> variable.matches("\\$\\{[A-Z_]+:(\\?[^}]+|-[^}]*)}"));
    }

    @Test
    void settingsAreThoseThatTheServiceHas() {
        String readme = Node.text(Path.of("README.md"));
        assertThat(service("footfall").child("environment").map().keySet())
                .allMatch(name -> readme.contains("`" + name + "`"));
    }
}
