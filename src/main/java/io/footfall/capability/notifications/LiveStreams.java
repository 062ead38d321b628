package io.footfall.capability.notifications;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.capability.notifications.StreamEvent.Told;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSubscription;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The open streams of this replica. A change of an inbox is passed to the streams of this replica directly and to those
 * of other replicas by Redis pub/sub, on the one subscription connection of each replica. Pub/sub only reduces the
 * latency. At each heartbeat, and whenever messages may have been lost, the inboxes in Postgres are compared with the
 * state of the streams.
 */
@Singleton
class LiveStreams {

    private static final int READS_AT_ONCE = 8;

    private final Vertx vertx;
    private final InboxStore store;
    private final RedisCalls redis;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final NotificationSettings settings;
    private final NotificationMetrics metrics;
    private final OpenStreams open;
    private final FairBulkhead reads = new FairBulkhead(READS_AT_ONCE);
    private final InboxResync resync;
    private final String replica = UUID.randomUUID().toString();

    LiveStreams(
            Vertx vertx,
            InboxStore store,
            RedisCalls redis,
            RedisSubscription subscription,
            PostgresGateway postgres,
            ObjectMapper mapper,
            Clock clock,
            NotificationSettings settings,
            NotificationMetrics metrics) {
        this.vertx = vertx;
        this.store = store;
        this.redis = redis;
        this.mapper = mapper;
        this.clock = clock;
        this.settings = settings;
        this.metrics = metrics;
        this.open = new OpenStreams(settings.streamsPerUser(), settings.streamsPerReplica());
        this.resync = new InboxResync(open, users -> reads.run(() -> store.inboxes(users)));
        postgres.circuit().whenClosed(resync::compare);
        metrics.showStreams(open::size);
        subscription.listen(RedisKeys.NOTIFICATION_CHANNEL, new Ear());
    }

    /** Receives the messages of other replicas. */
    private final class Ear implements RedisSubscription.Listener {

        @Override
        public void heard(String message) {
            InboxEvent.of(message)
                    .filter(event -> !event.origin().equals(replica))
                    .ifPresent(LiveStreams.this::apply);
        }

        @Override
        public void mayHaveMissed() {
            resync.compare();
        }
    }

    /** Implements what streams need from this class. */
    private final class StreamContext implements LiveStream.StreamContext {

        @Override
        public Uni<Backlog.Read> since(String userId, long seq) {
            return reads.run(() -> store.since(userId, seq, Backlog.PAGE))
                    .map(found -> Backlog.Read.of(
                            found.stream().map(LiveStreams.this::told).toList()));
        }

        @Override
        public Instant now() {
            return clock.instant();
        }

        @Override
        public void gone(LiveStream stream) {
            open.remove(stream);
        }
    }

    private Told told(Notification notification) {
        try {
            return new Told(notification.seq(), mapper.writeValueAsString(notification));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(settings.heartbeat().toMillis(), beat -> beat());
    }

    private void beat() {
        open.all().forEach(stream -> stream.beat(settings.slowestClient(), metrics::tooSlow));
        resync.compare();
    }

    /** Ends all streams at shutdown, so that clients reconnect to other replicas. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        open.close();
        open.all().forEach(LiveStream::end);
    }

    /**
     * Opens a stream. Registers it before the inbox is read, so that no change in between is missed.
     *
     * @param terms the owner of the stream and its end
     * @param seen the last sequence number that the client saw; empty to send only what is delivered from now on
     * @return the stream; fails with {@link StreamsExhaustedException} if this replica has reached its limit of streams
     *     or is shutting down
     */
    Uni<LiveStream> open(LiveStream.Terms terms, OptionalLong seen) {
        return Uni.createFrom().deferred(() -> {
            LiveStream stream = new LiveStream(terms, vertx.getOrCreateContext(), new StreamContext());
            open.add(stream).ifPresent(LiveStream::end);
            return reads.run(() -> store.inboxInTurn(terms.userId()))
                    .invoke(inbox -> stream.begin(inbox, seen.orElse(inbox.lastSeq())))
                    .onFailure()
                    .invoke(() -> open.remove(stream))
                    .replaceWith(stream);
        });
    }

    /** Notifies the streams on all replicas of a delivery. */
    void delivered(Draft draft, Instant at, List<Delivered> to) {
        tell(new InboxEvent(replica, Optional.of(draft), at, to));
    }

    /** Notifies the streams on all replicas of changed unread counts. */
    void changed(List<Inbox> inboxes) {
        tell(new InboxEvent(
                replica,
                Optional.empty(),
                clock.instant(),
                inboxes.stream().map(inbox -> new Delivered(null, inbox)).toList()));
    }

    private void tell(InboxEvent event) {
        apply(event);
        RecoveredFailure.PUBLISH_NOTIFICATIONS.attempt(redis.send(Request.cmd(Command.PUBLISH)
                        .arg(RedisKeys.NOTIFICATION_CHANNEL)
                        .arg(event.text()))
                .onFailure()
                .invoke(metrics::untold));
    }

    private void apply(InboxEvent event) {
        for (Delivered one : event.inboxes()) {
            List<LiveStream> streams = open.of(one.inbox().userId());
            if (!streams.isEmpty()) {
                apply(event, one, streams);
            }
        }
    }

    private void apply(InboxEvent event, Delivered one, List<LiveStream> streams) {
        if (event.draft().isEmpty()) {
            streams.forEach(stream -> stream.hear(backlog -> backlog.heard(one.inbox())));
            return;
        }
        Told told = told(event.draft().get().delivered(one.id(), one.inbox().lastSeq(), event.at()));
        streams.forEach(stream -> stream.hear(backlog -> backlog.heard(one.inbox(), told)));
        metrics.told(streams.size());
    }
}
