package io.footfall.packaging;

import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/** The settings in application.properties, unresolved. */
final class ShippedSettings {

    private static final Properties SETTINGS = read(Path.of("src", "main", "resources", "application.properties"));

    private ShippedSettings() {}

    private static Properties read(Path file) {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    static Optional<String> find(String name) {
        return Optional.ofNullable(SETTINGS.getProperty(name));
    }

    static String value(String name) {
        return find(name).orElseThrow(() -> new AssertionError(name + " is not set"));
    }

    static Duration duration(String name) {
        return DurationConverter.parseDuration(value(name));
    }
}
