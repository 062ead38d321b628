package io.footfall.support;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs a task for several elements in parallel, on separate threads. A parallel stream would wait for the threads of
 * the test runner, which may never be free.
 */
public final class ParallelTasks {

    private static final int MOST_THREADS = 8;

    private ParallelTasks() {}

    /** Returns when the task is finished for all elements. Fails with the failure of the first element that failed. */
    public static <T> void forEach(Collection<T> all, Consumer<T> task) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(MOST_THREADS, all.size()));
        try {
            List<? extends Future<?>> started = all.stream()
                    .map(one -> threads.submit(() -> task.accept(one)))
                    .toList();
            for (Future<?> one : started) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
