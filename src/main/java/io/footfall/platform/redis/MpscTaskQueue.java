package io.footfall.platform.redis;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A queue of tasks for one event loop, with any number of producers and the loop as the only consumer. Tasks that are
 * added together wake the loop once and run in the order in which they were added. A task that is added on the loop
 * itself runs at once.
 */
final class MpscTaskQueue {

    private final EventLoop loop;
    private final Queue<Runnable> tasks = PlatformDependent.newMpscQueue();
    private final AtomicBoolean awaited = new AtomicBoolean();

    MpscTaskQueue(EventLoop loop) {
        this.loop = loop;
    }

    /** Runs a task on the loop. The task must not throw. */
    void give(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        tasks.add(task);
        if (awaited.compareAndSet(false, true)) {
            loop.execute(this::take);
        }
    }

    private void take() {
        // Reset the flag before polling, so that a task that is added too late for this turn schedules another one.
        awaited.set(false);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
