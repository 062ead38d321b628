package io.footfall.capability.notifications;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The registry of the open streams of this replica. Bounded. A new stream over the limit of a user ends the user's
 * oldest, because the client of the oldest may have disconnected unnoticed. Thread-safe.
 */
final class OpenStreams {

    private final int perUser;
    private final int all;
    private final Map<String, Set<LiveStream>> byUser = new HashMap<>();
    private int size;
    private boolean closed;

    OpenStreams(int perUser, int all) {
        this.perUser = perUser;
        this.all = all;
    }

    /**
     * Adds a stream.
     *
     * @param stream the stream
     * @return the oldest stream of the same user, if it was removed to make room and must be ended
     * @throws StreamsExhaustedException if the limit of the replica is reached or the registry is closed
     */
    synchronized Optional<LiveStream> add(LiveStream stream) {
        Set<LiveStream> ofUser = byUser.getOrDefault(stream.userId(), Set.of());
        boolean replaces = ofUser.size() >= perUser;
        if (closed || size >= all && !replaces) {
            throw new StreamsExhaustedException();
        }
        Optional<LiveStream> oldest = replaces ? ofUser.stream().findFirst() : Optional.empty();
        oldest.ifPresent(this::remove);
        byUser.computeIfAbsent(stream.userId(), user -> new LinkedHashSet<>()).add(stream);
        size++;
        return oldest;
    }

    synchronized void remove(LiveStream stream) {
        Set<LiveStream> ofUser = byUser.get(stream.userId());
        if (ofUser != null && ofUser.remove(stream)) {
            size--;
            if (ofUser.isEmpty()) {
                byUser.remove(stream.userId());
            }
        }
    }

    synchronized List<LiveStream> of(String userId) {
        return List.copyOf(byUser.getOrDefault(userId, Set.of()));
    }

    synchronized List<String> users() {
        return List.copyOf(byUser.keySet());
    }

    synchronized int size() {
        return size;
    }

    synchronized List<LiveStream> all() {
        List<LiveStream> now = new ArrayList<>(size);
        byUser.values().forEach(now::addAll);
        return now;
    }

    /** Closes the registry. No more streams can be added. */
    synchronized void close() {
        closed = true;
    }
}
