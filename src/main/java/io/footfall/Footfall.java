package io.footfall;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * The entry point. Validates the settings, starts the development stores if this build contains them, then starts the
 * service.
 */
@QuarkusMain
public final class Footfall {

    private static final Logger LOG = Logger.getLogger(Footfall.class);

    /** Exit code for an invalid configuration (EX_CONFIG of sysexits.h). */
    private static final int BAD_CONFIGURATION = 78;

    private Footfall() {}

    /**
     * Starts the service and returns after it has stopped.
     *
     * @param args passed on to Quarkus
     */
    public static void main(String... args) {
        Optional<DevelopmentStores> stores =
                ServiceLoader.load(DevelopmentStores.class).findFirst();
        Optional<String> problem = WorkingFolder.firstProblem()
                .or(() -> stores.flatMap(DevelopmentStores::prepare))
                .or(Footfall::problemOfSettings)
                .or(() -> stores.flatMap(DevelopmentStores::start));
        if (problem.isPresent()) {
            tell(problem.get());
            System.exit(BAD_CONFIGURATION);
        }
        Quarkus.run(args);
    }

    private static Optional<String> problemOfSettings() {
        Config config = StartSettings.read();
        return new Preflight(config)
                .firstProblem()
                .or(() -> ListeningPort.firstProblem(name -> config.getOptionalValue(name, String.class)));
    }

    /**
     * Logs a problem before Quarkus has started. Quarkus buffers log records until it configures logging, and they
     * would be lost at exit. Records of libraries are suppressed, because they describe the same problem in a less
     * useful way.
     */
    private static void tell(String problem) {
        ConsoleHandler lines = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, new PatternFormatter("%s%n"));
        lines.setLevel(Level.SEVERE);
        lines.setFilter(line -> Footfall.class.getName().equals(line.getLoggerName()));
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {lines});
        LOG.error(problem);
    }
}
