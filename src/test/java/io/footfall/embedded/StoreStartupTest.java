package io.footfall.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoreStartupTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream remarks = new PrintStream(written, true, StandardCharsets.UTF_8);

    private static Starting begin(Callable<?> start) {
        return Starting.begin(new Starting.Plan(Store.POSTGRES, start, Optional::empty));
    }

    @Test
    void whoeverWaitsLongIsTold() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Starting starting = begin(() -> {
            started.await();
            return null;
        });
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> starting.await(remarks));

        await().until(() -> written.toString(StandardCharsets.UTF_8).contains("Postgres takes long to start: 5 s"));
        started.countDown();

        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whyAStoreDoesNotStartAndWhatToDoAreOneLine() {
        Starting starting = begin(() -> {
            throw new IOException("two\n  lines");
        });

        assertThatThrownBy(() -> starting.await(remarks))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("Postgres does not start: two lines. ")
                .hasMessageContaining("set DATABASE_URL")
                .hasMessageNotContaining("\n");
        assertThat(written.size()).isZero();
    }

    @Test
    void aRefusalEndsTheWait() {
        CountDownLatch never = new CountDownLatch(1);
        Starting starting = Starting.begin(new Starting.Plan(
                Store.POSTGRES,
                () -> {
                    never.await();
                    return null;
                },
                () -> Optional.of("its data are of another version")));

        assertThatThrownBy(() -> starting.await(remarks))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("its data are of another version");
    }
}
