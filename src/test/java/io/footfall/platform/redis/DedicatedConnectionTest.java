package io.footfall.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.support.Ports;
import io.footfall.support.SharedStores;
import io.footfall.support.TcpProxy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A connection is closed exactly once, however it ends. A second close makes the client throw an exception that no
 * handler receives.
 */
class DedicatedConnectionTest {

    private static final Script INFO = Script.named("info");
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Vertx vertx = Vertx.vertx();
    private final List<Throwable> unhandled = new CopyOnWriteArrayList<>();
    private final Context context = vertx.getOrCreateContext();

    DedicatedConnectionTest() {
        context.exceptionHandler(unhandled::add);
        vertx.exceptionHandler(unhandled::add);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private DedicatedConnection to(String url, Function<RedisConnection, Future<Void>> check) {
        return new DedicatedConnection(context, new RedisClients(() -> Redis.createClient(vertx, url)), check);
    }

    private static Future<Void> anyServer(RedisConnection open) {
        return Future.succeededFuture();
    }

    private Response run(DedicatedConnection connection, Duration limit) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        context.runOnContext(unused -> connection
                .run(INFO, List.of("ff:any"), List.of(), limit)
                .onSuccess(answer::complete)
                .onFailure(answer::completeExceptionally));
        return answer.join();
    }

    private void fails(DedicatedConnection connection, Duration limit) {
        assertThatThrownBy(() -> run(connection, limit))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
    }

    /** Waits until everything that was scheduled before has run. */
    private void goRound() {
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Void> round = new CompletableFuture<>();
            vertx.setTimer(20, due -> context.runOnContext(unused -> round.complete(null)));
            round.join();
        }
    }

    @Test
    void aServerThatIsNotTheOneMeantIsLeft() {
        DedicatedConnection connection = to(
                SharedStores.redis(),
                open -> Future.failedFuture(
                        StoreUnavailableException.redisNotAsked(new IllegalStateException("other"))));

        fails(connection, SOON);
        fails(connection, SOON);

        goRound();
        assertThat(unhandled).isEmpty();
    }

    @Test
    void nobodyListensThere() {
        DedicatedConnection connection = to("redis://127.0.0.1:" + Ports.free(), DedicatedConnectionTest::anyServer);

        fails(connection, SOON);
        fails(connection, SOON);

        goRound();
        assertThat(unhandled).isEmpty();
    }

    @Test
    void aConnectionEndsWhileACallWaits() {
        try (TcpProxy proxy = new TcpProxy(URI.create(SharedStores.redis()).getPort())) {
            DedicatedConnection connection =
                    to("redis://127.0.0.1:" + proxy.port(), DedicatedConnectionTest::anyServer);
            assertThat(run(connection, SOON)).isNotNull();
            proxy.begin(TcpProxy.Fault.BLACK_HOLE);
            fails(connection, Duration.ofMillis(50));
            fails(connection, Duration.ofMillis(50));
            proxy.begin(TcpProxy.Fault.CUT);
            fails(connection, SOON);

            proxy.heal();
            assertThat(run(connection, SOON)).isNotNull();
            context.runOnContext(unused -> connection.close());
            goRound();
            assertThat(unhandled).isEmpty();
        }
    }
}
