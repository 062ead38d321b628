package io.footfall.simulation;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.ErrorType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A Redis client with a pool of connections, which sends its commands to a {@link RedisModel} over a {@link Link}. */
public final class SimulatedRedis implements Redis {

    private static final MethodHandle ARGUMENTS = arguments();

    private final RedisModel model;
    private final Link link;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> all = new LinkedHashSet<>();

    /**
     * Creates a client without connections.
     *
     * @param model the server
     * @param link the network to the server
     */
    public SimulatedRedis(RedisModel model, Link link) {
        this.model = model;
        this.link = link;
    }

    private static MethodHandle arguments() {
        try {
            return MethodHandles.privateLookupIn(RequestImpl.class, MethodHandles.lookup())
                    .findVirtual(RequestImpl.class, "getArgs", MethodType.methodType(List.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Future<RedisConnection> connect() {
        while (!idle.isEmpty()) {
            Connection pooled = idle.pop();
            if (!pooled.way.isEnded()) {
                return Future.succeededFuture(pooled);
            }
        }
        if (link.isCut()) {
            return Future.failedFuture(closed());
        }
        Connection connection = new Connection();
        all.add(connection);
        return Future.succeededFuture(connection);
    }

    @Override
    public void close() {
        List.copyOf(all).forEach(Connection::discard);
    }

    @Override
    public Future<Response> send(Request request) {
        return connect().compose(connection -> connection.send(request));
    }

    @Override
    public Future<List<Response>> batch(List<Request> requests) {
        return connect().compose(connection -> connection.batch(requests));
    }

    private static ErrorType closed() {
        return ErrorType.create("CONNECTION_CLOSED");
    }

    @SuppressWarnings("unchecked")
    private static List<String> textOf(Request request) {
        try {
            List<byte[]> arguments = (List<byte[]>) ARGUMENTS.invokeExact((RequestImpl) request);
            List<String> command = new ArrayList<>(arguments.size() + 1);
            command.add(request.command().toString());
            for (byte[] argument : arguments) {
                command.add(new String(argument, StandardCharsets.UTF_8));
            }
            return command;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Response responseOf(Object answer) {
        if (answer == null) {
            return null;
        }
        if (answer instanceof Long number) {
            return NumberType.create(number);
        }
        if (answer instanceof List<?> several) {
            MultiType response = MultiType.create(several.size(), false);
            several.forEach(each -> response.add(responseOf(each)));
            return response;
        }
        return BulkType.create(Buffer.buffer((String) answer), false);
    }

    private final class Connection implements RedisConnection {

        private final Link.Connection way = link.connect(this::broken);
        private final Set<Promise<?>> waiting = new LinkedHashSet<>();
        private Handler<Void> whenEnded;

        @Override
        public Future<Response> send(Request request) {
            List<String> command = textOf(request);
            return exchange(() -> responseOf(model.call(command)));
        }

        /** Sends the commands as one message. The server executes them without other commands in between. */
        @Override
        public Future<List<Response>> batch(List<Request> requests) {
            List<List<String>> commands =
                    requests.stream().map(SimulatedRedis::textOf).toList();
            return exchange(() -> {
                List<Response> responses = new ArrayList<>(commands.size());
                commands.forEach(command -> responses.add(responseOf(model.call(command))));
                return responses;
            });
        }

        private <T> Future<T> exchange(Supplier<T> execution) {
            Promise<T> promise = Promise.promise();
            if (way.isEnded()) {
                promise.fail(closed());
            } else {
                waiting.add(promise);
                way.send(() -> execute(execution, promise));
            }
            return promise.future();
        }

        private <T> void execute(Supplier<T> execution, Promise<T> promise) {
            Runnable answer;
            try {
                T response = execution.get();
                answer = () -> promise.tryComplete(response);
            } catch (RedisModel.Refusal refusal) {
                answer = () -> promise.tryFail(ErrorType.create(refusal.getMessage()));
            }
            Runnable arrival = answer;
            way.answer(() -> {
                waiting.remove(promise);
                arrival.run();
            });
        }

        /**
         * Returns the connection to the pool. Where replies are outstanding, the connection is closed instead, because
         * it must not be reused.
         */
        @Override
        public Future<Void> close() {
            if (!waiting.isEmpty()) {
                discard();
            } else if (!way.isEnded()) {
                idle.push(this);
            }
            return Future.succeededFuture();
        }

        private void discard() {
            way.close();
            end();
        }

        private void broken() {
            end();
            if (whenEnded != null) {
                whenEnded.handle(null);
            }
        }

        private void end() {
            all.remove(this);
            List<Promise<?>> unanswered = List.copyOf(waiting);
            waiting.clear();
            unanswered.forEach(promise -> promise.tryFail(closed()));
        }

        @Override
        public RedisConnection endHandler(Handler<Void> handler) {
            whenEnded = handler;
            return this;
        }

        @Override
        public RedisConnection exceptionHandler(Handler<Throwable> handler) {
            return this;
        }

        @Override
        public RedisConnection handler(Handler<Response> handler) {
            return this;
        }

        @Override
        public RedisConnection pause() {
            return this;
        }

        @Override
        public RedisConnection resume() {
            return this;
        }

        @Override
        public RedisConnection fetch(long amount) {
            return this;
        }

        @Override
        public boolean pendingQueueFull() {
            return false;
        }
    }
}
