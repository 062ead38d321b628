package io.footfall.capability.notifications;

import java.util.OptionalLong;

/** Parses sequence numbers of notifications that clients send. */
final class NotificationSequence {

    private NotificationSequence() {}

    /**
     * Returns the sequence number; empty if the text is neither a positive number nor 0, the position before the first
     * one.
     */
    static OptionalLong parse(String text) {
        try {
            long seq = Long.parseLong(text);
            return seq >= 0 ? OptionalLong.of(seq) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
