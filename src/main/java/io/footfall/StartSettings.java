package io.footfall;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigSourceFactory;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * The settings as they are before Quarkus starts. {@code ConfigProvider.getConfig()} must not be asked by then: in a native executable that is
 * the configuration of the build, with the environment of the machine that built it.
 */
final class StartSettings {

    /** By name, because a native executable has no service files in which SmallRye Config would find them. */
    private static final List<ConfigSourceFactory> SOURCES =
            List.of(new StoreAddresses(), new Tracing(), new LiteralEnvironment(), new PolicyEnvironment());

    private StartSettings() {}

    /**
     * Reads the environment, the system properties, {@code config/application.properties} in the working directory, {@code .env}, and what is shipped.
     *
     * @return the settings of this moment
     */
    static Config read() {
        return ConfigUtils.emptyConfigBuilder()
                .withSources(SOURCES.toArray(ConfigSourceFactory[]::new))
                .build();
    }

    /** What is asked beside the usual sources. */
    static List<ConfigSourceFactory> sources() {
        return SOURCES;
    }
}
