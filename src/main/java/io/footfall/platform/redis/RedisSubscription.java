package io.footfall.platform.redis;

import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Subscribes to published messages, on one connection for the whole replica. When the connection to Redis breaks, the
 * client neither restores the subscription nor detects a dead connection. So this replica publishes a message to itself
 * four times a second, and subscribes again if it receives nothing for 650 ms. Messages that are published during such
 * a gap are lost: listeners are notified when the gap is over.
 *
 * <p>No other command is sent on the connection: the client (vertx-redis-client 4.5.25) takes a published message for
 * the reply to a pending command.
 */
@Singleton
public final class RedisSubscription {

    private static final Logger LOG = Logger.getLogger(RedisSubscription.class);
    private static final Duration BEAT = Duration.ofMillis(250);
    private static final Duration LONGEST_SILENCE = Duration.ofMillis(650);
    private static final Duration LONGEST_ECHO = Duration.ofMillis(180);
    private static final int BEATS_AFTER_REFUSAL = 60;
    private static final String MESSAGE = "message";
    private static final int PARTS_OF_A_MESSAGE = 3;

    /** A listener of a channel. */
    public interface Listener {

        /**
         * A message was published.
         *
         * @param message the text of the message
         */
        void heard(String message);

        /** The subscription begins, or is restored after a gap. Earlier messages may have been missed. */
        void mayHaveMissed();
    }

    /** A message of this replica to itself, and the promise of the callers that wait for it. */
    private static final class Echo {
        private final String text;
        private final Promise<Void> heard = Promise.promise();
        private volatile long timer;

        private Echo(String text) {
            this.text = text;
        }
    }

    /** One connection, from the attempt to open it on. Only the latest one, in the field {@code line}, is in use. */
    private static final class Line {
        private final Redis client;
        private long heardAt = System.nanoTime();
        private volatile boolean complete;

        private Line(Redis client) {
            this.client = client;
        }
    }

    private final Vertx vertx;
    private final RedisClients clients;
    private final RedisCalls redis;
    private final String own = RedisKeys.replicaChannel(UUID.randomUUID().toString());
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
    private volatile Line line;
    private volatile int beatsToSkip;
    private long timer = -1;
    private long echoes;
    private Echo sent;
    private Echo next;

    /**
     * Creates a subscription without channels.
     *
     * @param vertx provides the timers
     * @param clients the source of clients
     * @param redis the calls to publish with
     */
    public RedisSubscription(Vertx vertx, RedisClients clients, RedisCalls redis) {
        this.vertx = vertx;
        this.clients = clients;
        this.redis = redis;
    }

    /**
     * Subscribes to a channel from now on. Replaces an earlier listener of the channel. The connection is replaced by
     * one that subscribes to all channels, which causes a short gap for all listeners.
     *
     * @param channel the channel's name
     * @param listener receives the messages; must not block
     */
    public synchronized void listen(String channel, Listener listener) {
        listeners.put(channel, listener);
        hangUp();
        if (timer < 0 && clients.isConfigured()) {
            timer = vertx.setPeriodic(1, BEAT.toMillis(), beat -> beat());
        }
    }

    /**
     * Whether the subscription receives messages at the moment.
     *
     * @return false while there is a gap
     */
    public boolean isListening() {
        Line current = line;
        return current != null && current.complete;
    }

    /**
     * Waits until all messages that were published before have been received. This replica publishes a message to
     * itself, which arrives after them. At most one such message is in flight; calls that begin meanwhile share the
     * next one. Not reliable on a Cluster, whose servers forward messages to each other.
     *
     * @return completes on the event loop of the subscription; fails if the message is not received within 180 ms
     */
    public Future<Void> caughtUp() {
        Echo echo;
        synchronized (this) {
            if (next == null) {
                next = new Echo(Long.toString(++echoes));
            }
            echo = next;
        }
        sendNext();
        return echo.heard.future();
    }

    private void sendNext() {
        Echo echo;
        synchronized (this) {
            if (sent != null || next == null) {
                return;
            }
            sent = next;
            next = null;
            echo = sent;
        }
        echo.timer =
                vertx.setTimer(LONGEST_ECHO.toMillis(), due -> ended(echo, new TimeoutException("nothing is heard")));
        redis.send(Request.cmd(Command.PUBLISH).arg(own).arg(echo.text))
                .subscribe()
                .with(
                        published -> LOG.tracef("a message to itself was published: %s", echo.text),
                        failure -> ended(echo, failure));
    }

    /**
     * Ends an echo. If it failed, also fails the callers that wait for the next echo, so that they do not wait for a
     * second timeout.
     */
    private void ended(Echo echo, Throwable failure) {
        Echo following = null;
        synchronized (this) {
            if (sent != echo) {
                return;
            }
            sent = null;
            if (failure != null) {
                following = next;
                next = null;
            }
        }
        vertx.cancelTimer(echo.timer);
        if (failure == null) {
            echo.heard.complete();
        } else {
            echo.heard.fail(failure);
        }
        if (following != null) {
            following.heard.fail(failure);
        }
        sendNext();
    }

    private void heardItself(String text) {
        Echo echo;
        synchronized (this) {
            echo = sent;
        }
        if (echo != null && echo.text.equals(text)) {
            ended(echo, null);
        }
    }

    private synchronized void beat() {
        if (line != null && System.nanoTime() - line.heardAt > LONGEST_SILENCE.toNanos()) {
            hangUp();
        }
        if (beatsToSkip > 0) {
            beatsToSkip--;
            return;
        }
        if (line == null) {
            dial();
        }
        RecoveredFailure.TEST_SUBSCRIPTION.attempt(
                redis.send(Request.cmd(Command.PUBLISH).arg(own).arg("")));
    }

    private void dial() {
        Line next = new Line(clients.fresh());
        line = next;
        next.client.connect().onSuccess(open -> subscribe(open, next)).onFailure(failure -> refused(next, failure));
    }

    /**
     * Subscribes to all channels with one command, because each command might go to another server of a Cluster. The
     * replica's own channel comes last: a message on it shows that Redis has registered all the others.
     */
    private void subscribe(RedisConnection open, Line on) {
        open.handler(response -> heard(response, on));
        open.endHandler(ended -> lost(on));
        open.exceptionHandler(failure -> lost(on));
        Request all = Request.cmd(Command.SUBSCRIBE);
        listeners.keySet().forEach(all::arg);
        open.send(all.arg(own)).onFailure(failure -> refused(on, failure));
    }

    private void heard(Response response, Line on) {
        if (response.type() != ResponseType.PUSH
                || response.size() != PARTS_OF_A_MESSAGE
                || !MESSAGE.equals(response.get(0).toString())) {
            return;
        }
        String channel = response.get(1).toString();
        if (isFirstOn(on, channel)) {
            listeners.values().forEach(Listener::mayHaveMissed);
            on.complete = true;
        }
        if (channel.equals(own)) {
            heardItself(response.get(2).toString());
            return;
        }
        Listener listener = listeners.get(channel);
        if (listener != null) {
            hear(listener, response.get(2).toString());
        }
    }

    /**
     * Passes a message to a listener. Any client that may publish can send any text; a listener that fails must not end
     * the connection.
     */
    private static void hear(Listener listener, String message) {
        try {
            listener.heard(message);
        } catch (RuntimeException e) {
            RecoveredFailure.HANDLE_MESSAGE.record(e);
        }
    }

    private synchronized boolean isFirstOn(Line on, String channel) {
        on.heardAt = System.nanoTime();
        return on == line && !on.complete && channel.equals(own);
    }

    private void refused(Line on, Throwable failure) {
        Throwable translated = RedisGateway.translated(failure);
        redis.refusals().note(translated);
        if (translated instanceof StoreUnavailableException unavailable
                && unavailable.refusal().isPresent()) {
            beatsToSkip = BEATS_AFTER_REFUSAL;
        }
        lost(on);
    }

    private synchronized void lost(Line which) {
        if (which == line) {
            LOG.debug("the subscription to redis is lost");
            hangUp();
        }
    }

    private void hangUp() {
        if (line != null) {
            line.client.close();
            line = null;
        }
    }

    /** Closes the connection and stops subscribing. */
    public synchronized void close() {
        vertx.cancelTimer(timer);
        hangUp();
    }
}
