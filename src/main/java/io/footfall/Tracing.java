package io.footfall;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Maps {@code TRACING_ENABLED=true} to the inverse setting of Quarkus, {@code quarkus.otel.sdk.disabled}. */
public final class Tracing implements ConfigSourceFactory {

    /** Above application.properties (250), below the environment (300). */
    private static final int ORDINAL = 260;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue enabled = context.getValue("TRACING_ENABLED");
        boolean isOn = enabled != null
                && enabled.getValue() != null
                && enabled.getValue().trim().equals("true");
        return List.of(new PropertiesConfigSource(
                Map.of("quarkus.otel.sdk.disabled", String.valueOf(!isOn)), "tracing", ORDINAL));
    }
}
