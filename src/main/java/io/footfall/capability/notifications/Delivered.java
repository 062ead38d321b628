package io.footfall.capability.notifications;

import java.util.UUID;

/**
 * A notification that came into an inbox.
 *
 * @param id its id
 * @param inbox the inbox as it was then; the notification is its latest
 */
record Delivered(UUID id, Inbox inbox) {}
