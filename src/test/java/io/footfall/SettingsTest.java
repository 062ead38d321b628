package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How environment variables become the settings that the service starts with. */
class SettingsTest {

    private static final Map<String, String> STORES =
            Map.of("REDIS_URL", "redis://localhost", "DATABASE_URL", "postgresql://u:p@localhost/footfall");

    /** Settings that refer to settings of Quarkus, which are not loaded here. */
    private static final Set<String> OF_QUARKUS = Set.of("quarkus.container-image.image", "quarkus.management.host");

    private static final List<String> GARBAGE = List.of(
            "${",
            "${HOME}",
            "${NOWHERE}",
            "$$",
            "\\",
            ",",
            ", ,",
            "%",
            "%zz",
            "#",
            "-1",
            "0",
            "999999999999999999999",
            "٣٣",
            "NaN",
            "a\nb",
            "tcp://10.96.0.9:6379",
            "://",
            "redis://",
            "redis://localhost:99999",
            "redis://localhost:0",
            "redis://localhost/abc",
            "jdbc:redis://localhost",
            "redis://localhost,",
            "postgresql://u:p^x@localhost/f",
            "postgresql://localhost:99999/f",
            "postgresql://localhost",
            "postgresql:///f",
            "postgresql://u@localhost/f?sslmode=off",
            "https://",
            "/nowhere/at/all");
    private static final String LETTERS = "aZ0$%{}\\,;:/?#@[]=& \"'*+-._~é\t";

    static Stream<String> documented() {
        return SettingsOfAStart.documented().stream();
    }

    @Test
    void eachSettingOfTheReadmeHasARule() {
        Set<String> rules = Preflight.settings().collect(Collectors.toSet());

        assertThat(SettingsOfAStart.documented())
                .hasSizeGreaterThan(40)
                .filteredOn(name -> !name.startsWith("FOOTFALL_RATE_LIMITS_POLICIES_"))
                .isSubsetOf(rules);
    }

    @ParameterizedTest
    @MethodSource("documented")
    void garbageIsRefusedInOneLineOrReadAsItIs(String name) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> values = new ArrayList<>(GARBAGE);
        IntStream.range(0, 50).mapToObj(i -> text(random)).forEach(values::add);

        for (String value : values) {
            Map<String, String> environment = new HashMap<>(STORES);
            if (name.startsWith("REDIS_") && !name.equals("REDIS_URL")) {
                environment.remove("REDIS_URL");
                environment.put("REDIS_HOST", "localhost");
            }
            environment.put(name, value);

            Optional<String> problem = SettingsOfAStart.problemIn(environment);

            assertThat(problem.stream()).as("%s=%s, seed %d", name, value, seed).allSatisfy(line -> assertThat(line)
                    .contains(name)
                    .doesNotContain("\n")
                    .satisfies(text -> assertThat(value.length() > 8 && text.contains(value))
                            .isFalse()));
            if (problem.isEmpty()) {
                assertThat(unreadable(SettingsOfAStart.in(environment)))
                        .as("%s=%s, seed %d", name, value, seed)
                        .isEmpty();
            }
        }
    }

    private static String text(Random random) {
        return random.ints(1 + random.nextInt(24), 0, LETTERS.length())
                .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
                .collect(Collectors.joining());
    }

    private static List<String> unreadable(SmallRyeConfig config) {
        List<String> names = new ArrayList<>();
        config.getPropertyNames().forEach(name -> {
            ConfigValue value = config.getConfigValue(name);
            if (value.hasProblems() && !OF_QUARKUS.contains(name)) {
                names.add(name);
            }
        });
        return names;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc${HOME}xyzzy",
                "abc${NOWHERE:-x}yz",
                "a\\,b-and-some-more",
                "a\\${HOME}-and-more",
                "$$-money-$-money",
                "a#b%20c%zz-and-more",
                "{\"a\": \"b\"}[]@:/?&=+"
            })
    void secretsAreTakenAsTheyAre(String secret) {
        Map<String, String> environment = new HashMap<>(STORES);
        environment.remove("REDIS_URL");
        environment.putAll(Map.of(
                "REDIS_HOST",
                "localhost",
                "REDIS_PASSWORD",
                secret + " ",
                "DATABASE_USERNAME",
                secret,
                "DATABASE_PASSWORD",
                secret + " ",
                "ADMIN_TOKEN",
                "1" + secret.replace(" ", ""),
                "CRON_SECRET",
                "2" + secret.replace(" ", "")));

        SmallRyeConfig config = SettingsOfAStart.in(environment);

        assertThat(new Preflight(config).firstProblem()).isEmpty();
        assertThat(config.getValue("footfall.identity.admin-token", String.class))
                .isEqualTo("1" + secret.replace(" ", ""));
        assertThat(config.getValue("footfall.identity.cron-secret", String.class))
                .isEqualTo("2" + secret.replace(" ", ""));
        assertThat(config.getValue("quarkus.datasource.username", String.class)).isEqualTo(secret);
        assertThat(config.getValue("quarkus.datasource.password", String.class)).isEqualTo(secret + " ");
        assertThat(URI.create(config.getValue("quarkus.redis.hosts", String.class))
                        .getUserInfo())
                .isEqualTo(":" + secret + " ");
    }

    @Test
    void aBlankInATokenIsRefused() {
        Map<String, String> environment = new HashMap<>(STORES);
        environment.put("ADMIN_TOKEN", "a-token-of-an-operator ");

        assertThat(SettingsOfAStart.problemIn(environment))
                .hasValueSatisfying(line -> assertThat(line).startsWith("ADMIN_TOKEN takes "));
    }

    @ParameterizedTest
    @CsvSource({"ADMIN_TOKEN, CRON_SECRET", "ADMIN_TOKEN, SERVICE_TOKENS", "CRON_SECRET, SERVICE_TOKENS"})
    void oneValueForTwoRolesIsRefused(String one, String other) {
        Map<String, String> environment = new HashMap<>(STORES);
        environment.put(one, "the-same-value");
        environment.put(other, other.equals("SERVICE_TOKENS") ? "another-value, the-same-value" : "the-same-value");

        assertThat(SettingsOfAStart.problemIn(environment))
                .hasValueSatisfying(
                        line -> assertThat(line).contains(one, other).doesNotContain("the-same-value"));
    }

    @Test
    void aServiceLinkIsIgnoredWhereTheAddressIsSet() {
        Map<String, String> environment = new HashMap<>(STORES);
        environment.put("REDIS_PORT", "tcp://10.96.0.9:6379");

        SmallRyeConfig config = SettingsOfAStart.in(environment);

        assertThat(new Preflight(config).firstProblem()).isEmpty();
        assertThat(config.getValue("quarkus.redis.hosts", String.class)).isEqualTo("redis://localhost");
    }

    @Test
    void aServiceLinkIsExplainedWhereAPortIsNeeded() {
        assertThat(SettingsOfAStart.problemIn(Map.of(
                        "REDIS_HOST",
                        "redis",
                        "REDIS_PORT",
                        "tcp://10.96.0.9:6379",
                        "DATABASE_URL",
                        STORES.get("DATABASE_URL"))))
                .hasValueSatisfying(line ->
                        assertThat(line).startsWith("REDIS_PORT takes a port").contains("enableServiceLinks"));
    }

    @ParameterizedTest
    @CsvSource({
        "FOOTFALL_RATE_LIMITS_POLICIES_PASSWORD_RESET_, password-reset",
        "FOOTFALL_RATE_LIMITS_POLICIES_API_, api",
        "FOOTFALL_RATE_LIMITS_POLICIES_A_B_2_, a-b-2"
    })
    void aPolicyOfTheEnvironmentHasDashesForUnderscores(String prefix, String policy) {
        Map<String, String> environment = new HashMap<>(STORES);
        environment.put(prefix + "LIMIT", "7");
        environment.put(prefix + "WINDOW", "90s");
        environment.put(prefix + "CANDIDATE_LIMIT", "6");

        SmallRyeConfig config = SettingsOfAStart.in(environment);

        String name = "footfall.rate-limits.policies." + policy + ".";
        assertThat(new Preflight(config).firstProblem()).isEmpty();
        assertThat(config.getValue(name + "limit", int.class)).isEqualTo(7);
        assertThat(config.getValue(name + "window", String.class)).isEqualTo("90s");
        assertThat(config.getValue(name + "candidate-limit", int.class)).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FOOTFALL_RATE_LIMITS_POLICIES_API_LIMT",
                "FOOTFALL_RATE_LIMITS_POLICIES_LIMIT",
                "FOOTFALL_RATE_LIMITS_POLICIES_2FAST_LIMIT",
                "FOOTFALL_RATE_LIMITS_POLICIES_A_NAME_THAT_IS_LONGER_THAN_THIRTY_TWO_LIMIT"
            })
    void aVariableThatNamesNoSettingOfAPolicyIsRefusedByName(String variable) {
        Map<String, String> environment = new HashMap<>(STORES);
        environment.put(variable, "777");

        assertThat(SettingsOfAStart.problemIn(environment))
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith(variable + " ").doesNotContain("777"));
    }
}
