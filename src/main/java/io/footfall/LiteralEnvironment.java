package io.footfall;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.EnvConfigSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A configuration source with the literal values of environment variables. Without it, SmallRye Config would replace
 * <code>${HOME}</code> in a secret by the value of the variable {@code HOME}.
 */
public final class LiteralEnvironment implements ConfigSourceFactory {

    /** Above the environment (300), below system properties (400). */
    private static final int ORDINAL = 310;

    private final Supplier<Map<String, String>> environment;

    /** Reads the environment of this process. */
    public LiteralEnvironment() {
        this(System::getenv);
    }

    LiteralEnvironment(Supplier<Map<String, String>> environment) {
        this.environment = environment;
    }

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> literal = environment.get().entrySet().stream()
                .filter(variable -> variable.getValue().contains("$"))
                .collect(Collectors.toMap(Map.Entry::getKey, variable -> literal(variable.getValue())));
        return literal.isEmpty() ? List.of() : List.of(new EnvConfigSource(literal, ORDINAL));
    }

    /**
     * Escapes a text so that SmallRye Config does not expand expressions in it.
     *
     * @param text any text
     * @return the text, with each dollar sign escaped
     */
    static String literal(String text) {
        return text.replace("$", "\\$");
    }
}
