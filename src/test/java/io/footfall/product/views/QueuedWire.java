package io.footfall.product.views;

import io.footfall.simulation.PoolModel;
import io.footfall.simulation.PostgresModel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A transport that runs each step immediately. A step that has to wait for a lock is retried after each other step. */
final class QueuedWire implements PoolModel.Wire {

    private final PostgresModel postgres;
    private final Map<PostgresModel.Session, Runnable> waiting = new LinkedHashMap<>();

    QueuedWire(PostgresModel postgres) {
        this.postgres = postgres;
    }

    @Override
    public <T> Future<T> send(PostgresModel.Session session, Supplier<Optional<T>> step) {
        Promise<T> answer = Promise.promise();
        attempt(session, step, answer);
        return answer.future();
    }

    private <T> void attempt(PostgresModel.Session session, Supplier<Optional<T>> step, Promise<T> answer) {
        try {
            Optional<T> done = step.get();
            if (done.isEmpty()) {
                waiting.put(session, () -> attempt(session, step, answer));
                return;
            }
            answer.complete(done.get());
        } catch (RuntimeException e) {
            answer.fail(e);
        }
        tryAgain();
    }

    private void tryAgain() {
        for (PostgresModel.Session session : postgres.waits()) {
            Runnable attempt = waiting.remove(session);
            if (attempt != null) {
                attempt.run();
            }
        }
    }

    @Override
    public void end(PostgresModel.Session session) {
        session.close();
        tryAgain();
    }
}
