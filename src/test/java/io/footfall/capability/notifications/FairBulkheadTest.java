package io.footfall.capability.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairBulkheadTest {

    private final FairBulkhead bulkhead = new FairBulkhead(8);
    private final List<UniEmitter<? super Object>> running = new ArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();

    private void occupy() {
        bulkhead.run(() -> Uni.createFrom().emitter(running::add))
                .subscribe()
                .with(done -> ended.incrementAndGet(), failure -> ended.incrementAndGet());
    }

    @Test
    void soManyRunAtATime() {
        IntStream.range(0, 20).forEach(i -> occupy());
        assertThat(running).hasSize(8);

        running.get(0).complete(1);
        running.get(3).fail(new IllegalStateException());

        assertThat(running).hasSize(10);
        assertThat(ended).hasValue(2);
    }

    @Test
    void thousandsThatFailAtOnceEndAndLeaveTheLanesFree() {
        IntStream.range(0, 8).forEach(i -> occupy());
        IntStream.range(0, 10_000).forEach(i -> bulkhead.run(
                        () -> Uni.createFrom().failure(new IllegalStateException("the circuit is open")))
                .subscribe()
                .with(done -> {}, failure -> ended.incrementAndGet()));

        running.get(0).complete(1);
        assertThat(ended).hasValue(10_001);
        IntStream.range(1, 8).forEach(i -> running.get(i).complete(1));

        IntStream.range(0, 8).forEach(i -> occupy());
        assertThat(running).hasSize(16);
    }
}
