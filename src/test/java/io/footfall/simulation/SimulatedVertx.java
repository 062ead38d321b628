package io.footfall.simulation;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The event loop and the timers of one simulated replica. After the replica was killed, none of its tasks and timers
 * runs.
 *
 * <p>Delays of timers of at least 70 ms are rounded to 100 ms times a power of two. The service adds random jitter to
 * some of them, which the seed of the simulation does not control.
 */
public final class SimulatedVertx {

    private static final double LONG_MILLIS = 70;
    private static final double UNIT_MILLIS = 100;

    private final Timeline timeline;
    private final Map<Long, Timeline.Event> timers = new HashMap<>();
    private final Vertx vertx;
    private final ContextInternal context;
    private final EventLoopGroup loops;
    private long lastTimer;
    private boolean dead;

    /**
     * Creates an event loop.
     *
     * @param timeline the clock and the events of the simulation
     */
    public SimulatedVertx(Timeline timeline) {
        this.timeline = timeline;
        this.vertx = proxy(VertxInternal.class, this::onVertx);
        this.context = proxy(ContextInternal.class, this::onContext);
        this.loops = proxy(EventLoop.class, this::onLoop);
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /**
     * Returns the object that the service uses as Vert.x.
     *
     * @return an object with timers and contexts; other methods throw {@link UnsupportedOperationException}
     */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Returns the context of the only event loop.
     *
     * @return the context
     */
    public Context context() {
        return context;
    }

    /** Kills the replica, as SIGKILL does. */
    public void die() {
        dead = true;
    }

    /**
     * Whether the replica was killed.
     *
     * @return true from then on
     */
    public boolean isDead() {
        return dead;
    }

    private void run(Runnable action) {
        timeline.at(timeline.micros(), () -> {
            if (!dead) {
                action.run();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private Object onVertx(Object self, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "setTimer" -> timer((long) arguments[0], -1, (Handler<Long>) arguments[1]);
            case "setPeriodic" ->
                arguments.length == 2
                        ? timer((long) arguments[0], (long) arguments[0], (Handler<Long>) arguments[1])
                        : timer((long) arguments[0], (long) arguments[1], (Handler<Long>) arguments[2]);
            case "cancelTimer" -> cancel((long) arguments[0]);
            case "getOrCreateContext", "createEventLoopContext" -> context;
            case "getEventLoopGroup" -> loops;
            case "runOnContext" -> {
                run(() -> ((Handler<Void>) arguments[0]).handle(null));
                yield null;
            }
            default -> ofObject(self, method, arguments);
        };
    }

    @SuppressWarnings("unchecked")
    private Object onContext(Object self, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "runOnContext":
                run(() -> ((Handler<Void>) arguments[0]).handle(null));
                return null;
            case "emit":
                run(() -> ((Handler<Object>) arguments[1]).handle(arguments[0]));
                return null;
            case "owner":
                return vertx;
            case "nettyEventLoop":
                return loops;
            default:
                return ofObject(self, method, arguments);
        }
    }

    @SuppressWarnings("unchecked")
    private Object onLoop(Object self, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "execute", "schedule":
                run((Runnable) arguments[0]);
                return null;
            case "iterator":
                return List.of(self).iterator();
            case "forEach":
                ((Consumer<Object>) arguments[0]).accept(self);
                return null;
            case "next":
                return self;
            default:
                return ofObject(self, method, arguments);
        }
    }

    private static Object ofObject(Object self, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> 1;
            case "toString" -> "simulated";
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    private long timer(long millis, long period, Handler<Long> handler) {
        long id = ++lastTimer;
        schedule(id, millis, period, handler);
        return id;
    }

    private void schedule(long id, long millis, long period, Handler<Long> handler) {
        timers.put(id, timeline.in(rounded(millis), () -> {
            timers.remove(id);
            if (dead) {
                return;
            }
            if (period >= 0) {
                schedule(id, period, period, handler);
            }
            handler.handle(id);
        }));
    }

    private static long rounded(long millis) {
        return millis < LONG_MILLIS
                ? millis
                : Math.round(UNIT_MILLIS * Math.pow(2, Math.round(Math.log(millis / UNIT_MILLIS) / Math.log(2))));
    }

    private boolean cancel(long id) {
        Timeline.Event event = timers.remove(id);
        if (event == null) {
            return false;
        }
        event.cancel();
        return true;
    }
}
