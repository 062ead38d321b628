package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Settings are checked with the same configuration sources that configure the service. */
class StartSettingsTest {

    private static final Path SERVICES =
            Path.of("src/main/resources/META-INF/services/io.smallrye.config.ConfigSourceFactory");

    @Test
    void eachSourceThatQuarkusFindsIsAskedBeforeItStarts() throws IOException {
        assertThat(StartSettings.sources())
                .extracting(source -> source.getClass().getName())
                .containsExactlyElementsOf(Files.readAllLines(SERVICES));
    }
}
