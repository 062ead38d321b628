/**
 * Notifications of users: created by services, listed and read by the user they are for, told live to open streams.
 *
 * <p>Promises: a notification that was created is in its inbox once, or scheduled, whatever crashes; an open stream tells each once
 * and in order, and one that is opened again with what it saw last goes on from there, on any replica. Postgres is asked for
 * what a stream may have missed; Redis only makes it quick.
 *
 * <p>Start reading at {@link io.footfall.capability.notifications.Notifier} for what comes in, at
 * {@link io.footfall.capability.notifications.LiveStreams} for what goes out.
 */
package io.footfall.capability.notifications;
