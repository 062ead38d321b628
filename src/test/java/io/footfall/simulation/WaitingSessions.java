package io.footfall.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sessions that wait for a lock, in the order in which they began to wait. */
final class WaitingSessions {

    private final Map<PostgresModel.Session, Awaited> waiting = new LinkedHashMap<>();

    /** Adds a session. A session that waits for the same lock already keeps its place. */
    void add(PostgresModel.Session session, Awaited awaited) {
        if (!awaited.equals(waiting.get(session))) {
            waiting.remove(session);
            waiting.put(session, awaited);
        }
    }

    void remove(PostgresModel.Session session) {
        waiting.remove(session);
    }

    boolean contains(PostgresModel.Session session) {
        return waiting.containsKey(session);
    }

    List<PostgresModel.Session> inOrder() {
        return new ArrayList<>(waiting.keySet());
    }

    Map<PostgresModel.Session, Awaited> all() {
        return waiting;
    }

    /** Whether the waits form a cycle through this transaction: a deadlock. */
    boolean isCircle(OpenTransaction from) {
        return leadsTo(from, from, new HashSet<>());
    }

    private boolean leadsTo(OpenTransaction from, OpenTransaction to, Set<OpenTransaction> visited) {
        Awaited awaited = waiting.get(from.session());
        if (awaited == null || !visited.add(from)) {
            return false;
        }
        for (OpenTransaction next : awaited.hinderers(from)) {
            if (next == to || leadsTo(next, to, visited)) {
                return true;
            }
        }
        return false;
    }
}
