package io.footfall.platform.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Has a connection notice that its {@link Deadline} is over. Requests move the deadline and schedule nothing: one task looks at it when it
 * might be over, and again where it was moved meanwhile. All of it runs on the connection's event loop.
 */
final class ConnectionTimer {

    private final EventExecutor loop;
    private final Deadline deadline;
    private final BooleanSupplier isReadingPaused;
    private final Runnable whenOver;
    private ScheduledFuture<?> task;

    /**
     * A timer that waits for the first request.
     *
     * @param loop event loop of the connection
     * @param deadline what the connection waits for
     * @param isReadingPaused whether this service does not read the body that it waits for: then its client is not to blame
     * @param whenOver what to do when the time is up
     */
    ConnectionTimer(EventExecutor loop, Deadline deadline, BooleanSupplier isReadingPaused, Runnable whenOver) {
        this.loop = loop;
        this.deadline = deadline;
        this.isReadingPaused = isReadingPaused;
        this.whenOver = whenOver;
    }

    Deadline.Phase phase() {
        return deadline.phase();
    }

    /** Begins to wait for something else; the task that is scheduled may come later than its end, see {@link #schedule}. */
    void begin(Deadline.Phase phase) {
        deadline.begin(phase, System.nanoTime());
    }

    void bodyProgressed(long bytes) {
        deadline.bodyProgressed(bytes, System.nanoTime());
    }

    /** Makes sure that the end of what is waited for is noticed in time. */
    void schedule() {
        if (!deadline.isRunning()) {
            return;
        }
        long nanos = Math.max(0, deadline.remaining(System.nanoTime()));
        if (task != null && !task.isDone() && task.getDelay(TimeUnit.NANOSECONDS) <= nanos) {
            return;
        }
        stop();
        task = loop.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (task != null) {
            task.cancel(false);
        }
    }

    private void check() {
        task = null;
        if (!deadline.isRunning()) {
            return;
        }
        long now = System.nanoTime();
        if (deadline.remaining(now) > 0) {
            schedule();
        } else if (deadline.phase() == Deadline.Phase.BODY && isReadingPaused.getAsBoolean()) {
            deadline.restart(now);
            schedule();
        } else {
            whenOver.run();
        }
    }
}
