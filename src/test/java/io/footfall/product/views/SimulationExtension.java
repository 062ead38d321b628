package io.footfall.product.views;

import io.footfall.simulation.RedisModel;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Loads all scripts into the model of Redis, and disables the logs of simulated replicas, which meet thousands of
 * outages per second.
 */
final class SimulationExtension implements BeforeAllCallback, AfterAllCallback {

    private static final Logger SERVICE = Logger.getLogger("io.footfall");

    private Level before;

    @Override
    public void beforeAll(ExtensionContext context) {
        RedisModel.knowAllScripts();
        // Initialises it once. Otherwise two threads could initialise it concurrently, and one of them would fail.
        ContextManagerProvider.instance();
        before = SERVICE.getLevel();
        SERVICE.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        SERVICE.setLevel(before);
    }
}
