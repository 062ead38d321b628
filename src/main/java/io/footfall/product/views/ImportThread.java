package io.footfall.product.views;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/**
 * The thread on which expressions of imports are compiled and matched: one for all imports of a replica, which take turns on it. They
 * may keep a processor busy, but neither an event loop nor the workers that the rest of the service uses.
 */
@Singleton
class ImportThread implements Executor {

    private final WorkerExecutor thread;

    ImportThread(Vertx vertx) {
        this.thread = vertx.createSharedWorkerExecutor("imports", 1);
    }

    @Override
    public void execute(Runnable turn) {
        thread.executeBlocking(
                () -> {
                    turn.run();
                    return null;
                },
                false);
    }
}
