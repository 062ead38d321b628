package io.footfall.capability.notifications;

import java.util.UUID;

/**
 * A notification that was delivered to an inbox.
 *
 * @param id id of the notification; null if only the counts of the inbox changed
 * @param inbox the inbox right after the delivery; the notification is its latest
 */
record Delivered(UUID id, Inbox inbox) {}
