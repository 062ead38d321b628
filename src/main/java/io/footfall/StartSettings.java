package io.footfall;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigSourceFactory;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * The configuration before Quarkus starts. {@code ConfigProvider.getConfig()} must not be used at that time: in a
 * native executable it returns the configuration of the build, with the environment of the build machine.
 */
final class StartSettings {

    /**
     * Additional sources, listed explicitly because a native executable has no service files in which SmallRye Config
     * could find them.
     */
    private static final List<ConfigSourceFactory> SOURCES =
            List.of(new StoreAddresses(), new Tracing(), new LiteralEnvironment(), new PolicyEnvironment());

    private StartSettings() {}

    /**
     * Reads the configuration from the environment, the system properties, {@code config/application.properties} in the
     * working directory, {@code .env}, and the packaged configuration.
     *
     * @return a snapshot of the configuration
     */
    static Config read() {
        return ConfigUtils.emptyConfigBuilder()
                .withSources(SOURCES.toArray(ConfigSourceFactory[]::new))
                .build();
    }

    /** The configuration sources in addition to the default ones. */
    static List<ConfigSourceFactory> sources() {
        return SOURCES;
    }
}
