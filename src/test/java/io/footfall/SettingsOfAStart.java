package io.footfall;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The settings that a service would start with in an environment, and those that the README documents. */
final class SettingsOfAStart {

    private static final int ENVIRONMENT = 300;
    private static final int SHIPPED = 250;
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]+[A-Z0-9])(<NAME>_LIMIT)?`");

    private SettingsOfAStart() {}

    static SmallRyeConfig in(Map<String, String> environment) {
        try {
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .withSources(new EnvConfigSource(environment, ENVIRONMENT))
                    .withSources(new PropertiesConfigSource(
                            Path.of("src/main/resources/application.properties")
                                    .toUri()
                                    .toURL(),
                            SHIPPED))
                    .withSources(
                            new LiteralEnvironment(() -> environment),
                            new StoreAddresses(),
                            new PolicyEnvironment(),
                            new Tracing())
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<String> problemIn(Map<String, String> environment) {
        return new Preflight(in(environment)).firstProblem();
    }

    /** The names in the first column of the README's configuration table. */
    static List<String> documented() {
        try {
            return Files.readAllLines(Path.of("README.md")).stream()
                    .dropWhile(line -> !line.equals("### Configuration"))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("#"))
                    .filter(line -> line.startsWith("| `"))
                    .map(line -> line.split("\\|")[1])
                    .flatMap(names -> NAME.matcher(names).results())
                    .map(SettingsOfAStart::name)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The README documents policy settings once for all policies. This returns the setting of an existing policy. */
    private static String name(MatchResult found) {
        return found.group(1) + (found.group(2) == null ? "" : "API_LIMIT");
    }
}
