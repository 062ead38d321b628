package io.footfall.views;

import java.util.HashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Logger;

/** Keeps what simulated replicas log out of the log of the tests: they meet thousands of outages a second. */
final class SimulationLog {

    private static final String THREAD = "simulation";
    private static final Map<Handler, Filter> BEFORE = new HashMap<>();

    private SimulationLog() {}

    static Thread thread(Runnable work) {
        Thread thread = new Thread(work, THREAD);
        thread.setDaemon(true);
        return thread;
    }

    static synchronized void silence() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            Filter before = handler.getFilter();
            BEFORE.put(handler, before);
            handler.setFilter(logged ->
                    !Thread.currentThread().getName().equals(THREAD) && (before == null || before.isLoggable(logged)));
        }
    }

    static synchronized void speak() {
        BEFORE.forEach(Handler::setFilter);
        BEFORE.clear();
    }
}
