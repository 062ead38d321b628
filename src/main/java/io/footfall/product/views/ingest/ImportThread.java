package io.footfall.product.views.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/**
 * The thread that compiles and matches the regular expressions of imports. All imports of a replica share it and take
 * turns on it. So imports can keep one processor core busy, but neither an event loop nor the worker threads of the
 * rest of the service.
 */
@Singleton
public final class ImportThread implements Executor {

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
