package io.footfall.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs on a real event loop. */
class MpscTaskQueueTest {

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final EventLoop loop = group.next();
    private final MpscTaskQueue mpscTaskQueue = new MpscTaskQueue(loop);
    private final List<Integer> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void tasksRunInTheOrderInWhichTheyCame() {
        give(1, 1_000);

        await().until(() -> done.size() == 1_000);
        assertThat(done).isEqualTo(numbers(1, 1_000));
    }

    @Test
    void aTaskOfTheLoopItselfRunsAtOnce() throws Exception {
        loop.submit(() -> {
                    mpscTaskQueue.give(() -> done.add(1));
                    done.add(2);
                })
                .sync();

        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void noTaskIsLost() throws Exception {
        int each = 50_000;
        AtomicInteger ran = new AtomicInteger();
        ExecutorService givers = Executors.newFixedThreadPool(3);
        for (int giver = 0; giver < 3; giver++) {
            givers.execute(() -> IntStream.range(0, each).forEach(n -> mpscTaskQueue.give(ran::incrementAndGet)));
        }
        givers.shutdown();

        await().until(() -> ran.get() == 3 * each);
    }

    /** Each task arrives just when the previous one ends, while the event loop may be going to sleep. */
    @Test
    void aTaskIsNotLostThatComesAsTheOneBeforeEnds() {
        AtomicInteger ran = new AtomicInteger();

        assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> IntStream.rangeClosed(1, 50_000).forEach(n -> {
                    mpscTaskQueue.give(ran::incrementAndGet);
                    while (ran.get() < n) {
                        Thread.onSpinWait();
                    }
                }));
    }

    private void give(int first, int last) {
        numbers(first, last).forEach(n -> mpscTaskQueue.give(() -> done.add(n)));
    }

    private static List<Integer> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
