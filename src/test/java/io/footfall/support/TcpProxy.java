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

/** A TCP proxy between the service and a store that injects network faults. */
public final class TcpProxy implements AutoCloseable {

    /** The fault that is injected. */
    public enum Fault {
        /** No fault. */
        NONE,
        /** Connections are closed, and new ones are closed as soon as they are accepted. */
        CUT,
        /** Connections stay open and new ones are accepted, but no data is forwarded until the fault ends. */
        BLACK_HOLE,
        /** All data is forwarded with a delay. */
        DELAY,
        /** Data from the service is forwarded; replies of the store are dropped. */
        ANSWERS_LOST,
        /** The store's side is closed, the service's side stays open, and new connections lead nowhere. */
        HALF_CLOSE
    }

    /** A single event loop, so that no two handlers run at the same time. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private static final int WHEREVER = -1;

    /** The SOCKS 4 reply that grants a connection. */
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

    /** Creates a SOCKS 4 proxy that forwards to whichever port of this machine the client requests. */
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

    /** Both sides of a connection, and the data that is queued for each. */
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

        /** The store's side is closed, and the service is not notified. */
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

        /**
         * In a black hole the store's side stays open, so that the store still receives what the service sent before it
         * closed.
         */
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

    /** Injects a fault from now on, until the next call. */
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

    /** Delays all data from now on, in milliseconds. */
    public void delay(long millis) {
        delayMillis = millis;
        begin(Fault.DELAY);
    }

    /** Ends the fault. Data that a black hole held back is forwarded now. */
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

    /** Ends streams that have lost data, whatever fault comes next: no network delivers the bytes after a gap. */
    private void leaveStreamsWithHoles() {
        if (fault == Fault.HALF_CLOSE || fault == Fault.ANSWERS_LOST) {
            Set.copyOf(pairs).forEach(Pair::leaveHanging);
        }
    }

    /** Runs an action on the proxy's event loop and waits for it. */
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
