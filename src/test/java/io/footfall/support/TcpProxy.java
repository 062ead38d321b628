package io.footfall.support;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Stands between the service and a store, and does to their connections what networks do. */
public final class TcpProxy implements AutoCloseable {

    /** What happens to what comes. */
    public enum Fault {
        /** Nothing bad. */
        NONE,
        /** Connections break, and new ones are refused. */
        CUT,
        /** Connections stay and are taken, but nothing arrives; later everything does. */
        BLACK_HOLE,
        /** Everything arrives late. */
        DELAY,
        /** What the service sends arrives; what the store answers does not. */
        ANSWERS_LOST,
        /** The store's end is closed and the service's stays open; new connections lead nowhere. */
        HALF_CLOSE
    }

    /** One event loop, so that nothing happens at the same time. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private static final int WHEREVER = -1;

    /** The answer of SOCKS 4 to whoever may connect. */
    private static final Buffer GRANTED = Buffer.buffer(new byte[] {0, 0x5a, 0, 0, 0, 0, 0, 0});

    private static final int ASKED_FOR = 2;

    private final NetClient client = vertx.createNetClient();
    private final int target;
    private final Set<Pair> pairs = new HashSet<>();
    private final Set<Pair> orphans = new HashSet<>();
    private NetServer server;
    private int port;
    private volatile Fault fault = Fault.NONE;
    private volatile long delayMillis;

    public TcpProxy(int target) {
        this.target = target;
        listen(0);
        this.port = server.actualPort();
    }

    /** One that speaks SOCKS 4 and leads to whichever port of this machine is asked for. */
    public static TcpProxy toWherever() {
        return new TcpProxy(WHEREVER);
    }

    private void listen(int on) {
        try {
            server = vertx.createNetServer().connectHandler(this::accept);
            server.listen(on, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Both ends of a connection, and what waits for each of them. */
    private final class Pair {
        private final NetSocket near;
        private NetSocket far;
        private final Deque<Buffer> toFar = new ArrayDeque<>();
        private final Deque<Buffer> toNear = new ArrayDeque<>();

        private Pair(NetSocket near) {
            this.near = near;
        }

        private void open() {
            near.closeHandler(closed -> close());
            if (target == WHEREVER) {
                near.handler(request -> {
                    near.write(GRANTED);
                    open(request.getUnsignedShort(ASKED_FOR));
                });
            } else {
                open(target);
            }
        }

        private void open(int port) {
            near.handler(data -> pass(data, toFar));
            if (fault == Fault.HALF_CLOSE) {
                return;
            }
            client.connect(port, "127.0.0.1").onFailure(failure -> close()).onSuccess(this::connected);
        }

        private void connected(NetSocket socket) {
            far = socket;
            far.handler(data -> pass(data, toNear));
            far.closeHandler(closed -> {
                if (fault != Fault.HALF_CLOSE) {
                    close();
                }
            });
            drain();
        }

        /** The store has given the connection up, and the service is never told. */
        private void leaveHanging() {
            pairs.remove(this);
            near.handler(data -> {});
            if (far != null) {
                far.closeHandler(closed -> {});
                far.close();
            }
        }

        private void closeFar() {
            if (far != null) {
                far.close();
            }
        }

        private void pass(Buffer data, Deque<Buffer> queue) {
            if (fault == Fault.ANSWERS_LOST && queue == toNear) {
                return;
            }
            if (fault == Fault.DELAY) {
                vertx.setTimer(delayMillis, timer -> {
                    queue.add(data);
                    drain();
                });
                return;
            }
            queue.add(data);
            drain();
        }

        private void drain() {
            if (fault == Fault.BLACK_HOLE) {
                return;
            }
            while (far != null && !toFar.isEmpty()) {
                far.write(toFar.poll());
            }
            while (!toNear.isEmpty()) {
                near.write(toNear.poll());
            }
        }

        /** A store that reads on although the service has gone gets what was sent before that. */
        private void close() {
            pairs.remove(this);
            if (fault == Fault.BLACK_HOLE && far != null) {
                orphans.add(this);
                return;
            }
            near.close();
            closeFar();
        }
    }

    private void accept(NetSocket socket) {
        if (fault == Fault.CUT) {
            socket.close();
            return;
        }
        Pair pair = new Pair(socket);
        pairs.add(pair);
        pair.open();
    }

    /** From now on this happens, until something else does. */
    public void begin(Fault next) {
        onLoop(() -> {
            if (next != fault && next != Fault.CUT) {
                leaveStreamsWithHoles();
            }
            fault = next;
            if (next == Fault.CUT) {
                Set.copyOf(pairs).forEach(Pair::close);
            } else if (next == Fault.HALF_CLOSE) {
                pairs.forEach(Pair::closeFar);
            }
        });
    }

    /** From now on everything arrives this late. */
    public void delay(long millis) {
        delayMillis = millis;
        begin(Fault.DELAY);
    }

    /** Ends the fault; what a black hole held back arrives now. */
    public void heal() {
        onLoop(() -> {
            leaveStreamsWithHoles();
            fault = Fault.NONE;
            pairs.forEach(Pair::drain);
            orphans.forEach(pair -> {
                pair.drain();
                pair.close();
            });
            orphans.clear();
        });
    }

    /** Whatever fault comes next, no network delivers what follows something that it has lost. */
    private void leaveStreamsWithHoles() {
        if (fault == Fault.HALF_CLOSE || fault == Fault.ANSWERS_LOST) {
            Set.copyOf(pairs).forEach(Pair::leaveHanging);
        }
    }

    /** Everything of a proxy happens on one event loop. */
    private void onLoop(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.runOnContext(unused -> {
            action.run();
            done.complete(null);
        });
        done.join();
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        vertx.close();
    }
}
