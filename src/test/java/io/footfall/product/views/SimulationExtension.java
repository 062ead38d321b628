package io.footfall.product.views;

import io.footfall.simulation.RedisModel;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has the model know all scripts, and simulated replicas log nothing: they meet thousands of outages a second. */
final class SimulationExtension implements BeforeAllCallback, AfterAllCallback {

    private static final Logger SERVICE = Logger.getLogger("io.footfall");

    private Level before;

    @Override
    public void beforeAll(ExtensionContext context) {
        RedisModel.knowAllScripts();
        // Two threads that begin at once would both set it, and one of them fail.
        ContextManagerProvider.instance();
        before = SERVICE.getLevel();
        SERVICE.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        SERVICE.setLevel(before);
    }
}
