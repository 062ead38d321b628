package io.footfall.capability.notifications;

import io.footfall.capability.notifications.StreamEvent.Told;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * The queue of events that a stream has yet to send. It yields each notification once and in sequence order. A
 * notification that is published to the stream is held only if it has the next sequence number. Otherwise only the
 * highest known number is recorded, and the missing notifications are read from Postgres one page at a time. So the
 * memory is bounded by a page, however slow the client is.
 *
 * <p>Published notifications may arrive in any order or be lost, but are always committed before they are published. So
 * a sequence number up to a known one that is not found in Postgres belongs to a deleted notification.
 */
final class Backlog {

    /** Greatest number of notifications held. */
    static final int PAGE = 100;

    /** Limit of held characters. The last notification held may exceed it. */
    static final int MOST_CHARACTERS = 64 * 1_024;

    private final Queue<Told> next = new ArrayDeque<>();
    private int characters;

    /** All notifications up to this sequence number are sent, held or deleted. */
    private long covered;

    /** The highest known sequence number of the inbox. */
    private long known;

    private long begunAt;
    private long version = -1;
    private long unread;
    private boolean begun;
    private boolean reading;
    private boolean openedDue;
    private boolean countDue;

    /**
     * A range of notifications to read from Postgres.
     *
     * @param after the sequence number before the range
     * @param upTo the highest known sequence number
     */
    record Gap(long after, long upTo) {}

    /**
     * The notifications that were read, in sequence order.
     *
     * @param told the notifications
     * @param more whether more notifications may follow
     */
    record Read(List<Told> told, boolean more) {

        /**
         * Keeps the part of a page that may be held. A page with fewer than {@link #PAGE} notifications is the last
         * one.
         */
        static Read of(List<Told> page) {
            int many = 0;
            int characters = 0;
            while (many < page.size() && (many == 0 || characters < MOST_CHARACTERS)) {
                characters += page.get(many).json().length();
                many++;
            }
            return new Read(page.subList(0, many), many < page.size() || page.size() == PAGE);
        }
    }

    /** Begins after a sequence number. A number greater than the latest one is replaced by the latest one. */
    void begin(Inbox now, long seen) {
        begun = true;
        openedDue = true;
        begunAt = Math.min(seen, now.lastSeq());
        covered = begunAt;
        heard(now);
    }

    /** Records the state of the inbox. States may arrive in any order; the one with the higher version is the later. */
    void heard(Inbox now) {
        known = Math.max(known, now.lastSeq());
        if (now.version() > version) {
            countDue |= version < 0 || now.unread() != unread;
            version = now.version();
            unread = now.unread();
        }
    }

    /** Records a new notification, the latest of the inbox, and holds it if it is the next one to send. */
    void heard(Inbox now, Told told) {
        if (begun && !reading && told.seq() == covered + 1 && next.size() < PAGE && characters < MOST_CHARACTERS) {
            hold(told);
        }
        heard(now);
    }

    private void hold(Told told) {
        next.add(told);
        characters += told.json().length();
        covered = told.seq();
    }

    /** Returns the gap to read now, if any. The caller must read it and call {@link #read} or {@link #notRead}. */
    Optional<Gap> missing() {
        if (!begun || reading || !next.isEmpty() || covered >= known) {
            return Optional.empty();
        }
        reading = true;
        return Optional.of(new Gap(covered, known));
    }

    void read(Gap gap, Read read) {
        reading = false;
        read.told().forEach(this::hold);
        if (!read.more()) {
            covered = Math.max(covered, gap.upTo());
        }
        known = Math.max(known, covered);
    }

    /** Records that the read failed. The gap remains and is read again later. */
    void notRead() {
        reading = false;
    }

    /** Removes and returns all events that can be sent now. */
    List<StreamEvent> take() {
        List<StreamEvent> events = new ArrayList<>(next.size() + 1);
        if (openedDue) {
            events.add(new StreamEvent.Opened(begunAt));
            openedDue = false;
        }
        events.addAll(next);
        next.clear();
        characters = 0;
        if (countDue && covered >= known) {
            events.add(new StreamEvent.Count(unread));
            countDue = false;
        }
        return events;
    }
}
