package io.footfall.platform.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Detects that the {@link Deadline} of a connection has passed. A request only moves the deadline and schedules
 * nothing. One task per connection checks the deadline when it may have passed, and is scheduled again if the deadline
 * has moved meanwhile. All methods run on the event loop of the connection.
 */
final class ConnectionTimer {

    private final EventExecutor loop;
    private final Deadline deadline;
    private final BooleanSupplier isReadingPaused;
    private final Runnable whenOver;
    private ScheduledFuture<?> task;

    /**
     * Creates a timer.
     *
     * @param loop event loop of the connection
     * @param deadline deadline of the connection
     * @param isReadingPaused whether the service has paused reading of the body, in which case the client is not too
     *     slow
     * @param whenOver runs when the deadline has passed
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

    /**
     * Begins a phase. A task that is already scheduled may run later than the end of this phase; {@link #schedule}
     * corrects that.
     */
    void begin(Deadline.Phase phase) {
        deadline.begin(phase, System.nanoTime());
    }

    void bodyProgressed(long bytes) {
        deadline.bodyProgressed(bytes, System.nanoTime());
    }

    /** Schedules the check at the deadline, unless an earlier check is already scheduled. */
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
