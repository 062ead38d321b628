package io.footfall;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * A configuration source that maps environment variables to the settings of rate limit policies:
 * {@code FOOTFALL_RATE_LIMITS_POLICIES_PASSWORD_RESET_LIMIT} sets the limit of the policy {@code password-reset}.
 * SmallRye Config cannot decide which underscores separate names and which stand for a dash, and ignores such a
 * variable.
 */
public final class PolicyEnvironment implements ConfigSourceFactory {

    /** Above the environment (300), below system properties (400). */
    private static final int ORDINAL = 310;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> settings = new HashMap<>();
        for (Iterator<String> names = context.iterateNames(); names.hasNext(); ) {
            String variable = names.next();
            PolicyRules.settingOf(variable).ifPresent(setting -> {
                ConfigValue value = context.getValue(variable);
                if (value != null && value.getRawValue() != null) {
                    settings.put(setting, LiteralEnvironment.literal(value.getRawValue()));
                }
            });
        }
        return settings.isEmpty()
                ? List.of()
                : List.of(new PropertiesConfigSource(settings, "policies of the environment", ORDINAL));
    }
}
