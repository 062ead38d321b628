package io.footfall.packaging;

import io.footfall.Footfall;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/**
 * Starts the service on a JVM under the conditions of a native executable, as far as possible: the registered
 * configuration is that of the build, which did not see the current environment, and only declared resources are found.
 */
final class NativeStartMain {

    private NativeStartMain() {}

    /** Starts the service. The arguments are the patterns of the declared resources. */
    public static void main(String[] patterns) {
        ClassLoader resources = new DeclaredResources(NativeStartMain.class.getClassLoader(), List.of(patterns));
        Thread.currentThread().setContextClassLoader(resources);
        ConfigProviderResolver.instance().registerConfig(new SmallRyeConfigBuilder().build(), resources);
        Footfall.main();
    }
}
