package io.footfall.capability.notifications;

import io.footfall.capability.notifications.StreamEvent.Told;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * What a stream has yet to tell: each notification once and in order. One that is heard of is kept where it is the next one;
 * otherwise it is only known that there is more, and what is missing is read a page at a time. So it holds a page at most, however
 * slow its client is.
 *
 * <p>What is heard comes in any order and may be missing; it is heard of after it was written. So of the numbers up to one that is
 * known, those that are not found are deleted.
 */
final class Backlog {

    /** Most notifications that are held. */
    static final int PAGE = 100;

    /** Most characters that are held, but for one notification. */
    static final int MOST_CHARACTERS = 64 * 1_024;

    private final Queue<Told> next = new ArrayDeque<>();
    private int characters;

    /** Whatever lies up to here was told, is held, or does not exist any more. */
    private long covered;

    /** The highest number that is known of. */
    private long known;

    private long begunAt;
    private long version = -1;
    private long unread;
    private boolean begun;
    private boolean reading;
    private boolean openedDue;
    private boolean countDue;

    /**
     * What is to be read.
     *
     * @param after the number that it begins after
     * @param upTo the highest number that is known
     */
    record Gap(long after, long upTo) {}

    /**
     * What was read, in order.
     *
     * @param told the notifications
     * @param more whether there may be more after them
     */
    record Read(List<Told> told, boolean more) {

        /** As much of a page as may be held; a page that is not full is the last one. */
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

    /** Begins after a number; one that is not there yet counts as the latest. */
    void begin(Inbox now, long seen) {
        begun = true;
        openedDue = true;
        begunAt = Math.min(seen, now.lastSeq());
        covered = begunAt;
        heard(now);
    }

    /** The inbox changed: of two states the one of the higher version is the later. */
    void heard(Inbox now) {
        known = Math.max(known, now.lastSeq());
        if (now.version() > version) {
            countDue |= version < 0 || now.unread() != unread;
            version = now.version();
            unread = now.unread();
        }
    }

    /** A notification came into the inbox, as the latest. */
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

    /** What is missing, if that is to be read now; whoever asks reads it. */
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

    /** It could not be read: it is missing still. */
    void notRead() {
        reading = false;
    }

    /** Everything that is to be told now. */
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
