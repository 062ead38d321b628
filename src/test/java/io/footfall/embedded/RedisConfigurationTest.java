package io.footfall.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisConfigurationTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"/a/b, \"/a/b\"", "/a b, \"/a\\x20b\"", "/a\"b'c\\d, \"/a\\x22b'c\\x5cd\""})
    void aPathIsOneWordWhateverItContains(String path, String quoted) {
        assertThat(RedisConfiguration.quoted(Path.of(path))).isEqualTo(quoted);
    }
}
