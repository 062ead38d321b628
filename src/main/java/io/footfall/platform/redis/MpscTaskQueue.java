package io.footfall.platform.redis;

import io.netty.channel.EventLoop;
import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands tasks over to an event loop: those that come together wake it once and run in the order in which they came. On the loop
 * itself a task runs at once.
 */
final class MpscTaskQueue {

    private final EventLoop loop;
    private final Queue<Runnable> tasks = PlatformDependent.newMpscQueue();
    private final AtomicBoolean awaited = new AtomicBoolean();

    MpscTaskQueue(EventLoop loop) {
        this.loop = loop;
    }

    /** Has a task run, which throws nothing. */
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
        // First, so that whoever comes too late for this turn asks for another one.
        awaited.set(false);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
