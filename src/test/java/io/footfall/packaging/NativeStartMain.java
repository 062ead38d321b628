package io.footfall.packaging;

import io.footfall.Footfall;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/**
 * Starts the service as far as a JVM can do it like a native executable: the configuration that is registered is that of the build, which knew
 * nothing of the environment here, and no resource is there but those that are declared.
 */
final class NativeStartMain {

    private NativeStartMain() {}

    /** Starts it with these patterns of resources. */
    public static void main(String[] patterns) {
        ClassLoader resources = new DeclaredResources(NativeStartMain.class.getClassLoader(), List.of(patterns));
        Thread.currentThread().setContextClassLoader(resources);
        ConfigProviderResolver.instance().registerConfig(new SmallRyeConfigBuilder().build(), resources);
        Footfall.main();
    }
}
