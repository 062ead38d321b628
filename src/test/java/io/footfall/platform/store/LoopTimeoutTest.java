package io.footfall.platform.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs on a real event loop, with replies from real sockets. */
class LoopTimeoutTest {

    private static final long LIMIT_MILLIS = 50;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final AtomicBoolean tooLate = new AtomicBoolean();
    private ServerSocket store;

    @BeforeEach
    void listen() throws IOException {
        store = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void anAnswerThatCameWhileTheLoopWasBusyIsInTime() throws Exception {
        CompletableFuture<Void> busy = new CompletableFuture<>();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Void> answerIsThere = new CompletableFuture<>();
        CompletableFuture<LoopTimeout> patience = new CompletableFuture<>();
        Socket work = connect(data -> {
            patience.complete(LoopTimeout.begin(vertx, LIMIT_MILLIS, () -> tooLate.set(true)));
            busy.complete(null);
            answerIsThere.join();
            waitUntilItIsLate(2 * LIMIT_MILLIS);
        });
        Socket answer = connect(data -> {
            patience.join().end();
            answered.complete(null);
        });

        work.getOutputStream().write(1);
        busy.get(10, TimeUnit.SECONDS);
        answer.getOutputStream().write(1);
        answerIsThere.complete(null);
        answered.get(10, TimeUnit.SECONDS);

        assertThat(tooLate).isFalse();
    }

    /**
     * A pause longer than the whole timeout, such as a garbage collection. Time remains for a call that is retried on a
     * new connection.
     */
    @Test
    void anAnswerThatComesAfterAStandstillIsInTime() throws Exception {
        CompletableFuture<LoopTimeout> patience = new CompletableFuture<>();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Void> goesOn = new CompletableFuture<>();
        Socket work = connect(data -> {
            patience.complete(LoopTimeout.begin(vertx, 20 * LIMIT_MILLIS, () -> tooLate.set(true)));
            waitUntilItIsLate(21 * LIMIT_MILLIS);
            vertx.setTimer(1, unused -> goesOn.complete(null));
        });
        Socket answer = connect(data -> {
            patience.join().end();
            answered.complete(null);
        });

        work.getOutputStream().write(1);
        goesOn.get(10, TimeUnit.SECONDS);
        answer.getOutputStream().write(1);
        answered.get(10, TimeUnit.SECONDS);

        assertThat(tooLate).isFalse();
    }

    @Test
    void noAnswerIsTooLate() throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();

        LoopTimeout.begin(vertx, LIMIT_MILLIS, () -> over.complete(null));

        over.get(10, TimeUnit.SECONDS);
    }

    private static void waitUntilItIsLate(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Returns the store's side of a connection. The data that the other side reads is handled on the event loop. */
    private Socket connect(Consumer<Buffer> handler) throws Exception {
        CompletableFuture<NetSocket> connected = new CompletableFuture<>();
        context.runOnContext(unused -> vertx.createNetClient()
                .connect(store.getLocalPort(), "127.0.0.1")
                .onSuccess(socket -> {
                    socket.handler(handler::accept);
                    connected.complete(socket);
                })
                .onFailure(connected::completeExceptionally));
        Socket accepted = store.accept();
        accepted.setTcpNoDelay(true);
        connected.get(10, TimeUnit.SECONDS);
        return accepted;
    }
}
