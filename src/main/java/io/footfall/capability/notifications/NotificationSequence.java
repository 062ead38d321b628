package io.footfall.capability.notifications;

import java.util.OptionalLong;

/** Numbers of notifications as clients send them back. */
final class NotificationSequence {

    private NotificationSequence() {}

    /** Empty where the text is no number of a notification, nor 0, which comes before the first. */
    static OptionalLong parse(String text) {
        try {
            long seq = Long.parseLong(text);
            return seq >= 0 ? OptionalLong.of(seq) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
