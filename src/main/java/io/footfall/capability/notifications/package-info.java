/**
 * Notifications of users. Services create them, the recipient lists and reads them, and open streams deliver them live.
 *
 * <p>Guarantees: a notification whose creation was acknowledged is in its inbox once, or scheduled, whatever crashes.
 * An open stream sends each notification once and in order. A stream that reconnects with the last sequence number it
 * saw resumes after it, on any replica. Missed notifications are read from Postgres; Redis only reduces the latency.
 *
 * <p>Start reading at {@link io.footfall.capability.notifications.Notifier} for creation and at
 * {@link io.footfall.capability.notifications.LiveStreams} for streams.
 */
package io.footfall.capability.notifications;
