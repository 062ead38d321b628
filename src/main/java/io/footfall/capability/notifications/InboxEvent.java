package io.footfall.capability.notifications;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A message that a replica publishes to the other replicas when inboxes change. Contains the inboxes of one change.
 *
 * @param origin id of the replica that published it
 * @param draft the content that was delivered to all inboxes; empty if only the counts changed
 * @param at time of the change
 * @param inboxes the inboxes after the change, each with the id of the delivered notification, or null if only the
 *     counts changed
 */
record InboxEvent(String origin, Optional<Draft> draft, Instant at, List<Delivered> inboxes) {

    private static final String ORIGIN = "o";
    private static final String AT = "a";
    private static final String TO = "to";
    private static final String TYPE = "t";
    private static final String TITLE = "h";
    private static final String BODY = "b";
    private static final String DATA = "d";

    String text() {
        JsonArray to = new JsonArray();
        inboxes.forEach(one -> to.add(new JsonArray()
                .add(one.inbox().userId())
                .add(one.inbox().lastSeq())
                .add(one.inbox().unread())
                .add(one.inbox().version())
                .add(one.id() == null ? null : one.id().toString())));
        JsonObject text =
                new JsonObject().put(ORIGIN, origin).put(AT, at.toEpochMilli()).put(TO, to);
        draft.ifPresent(told -> text.put(TYPE, told.type())
                .put(TITLE, told.title())
                .put(BODY, told.body())
                .put(DATA, told.data()));
        return text.encode();
    }

    /**
     * Parses a message. Returns empty if the format is unknown, as a message of another version of the service may be.
     */
    static Optional<InboxEvent> of(String text) {
        try {
            JsonObject event = new JsonObject(text);
            JsonArray to = event.getJsonArray(TO);
            return Optional.of(new InboxEvent(
                    event.getString(ORIGIN),
                    Optional.ofNullable(event.getString(TYPE))
                            .map(type -> new Draft(
                                    type, event.getString(TITLE), event.getString(BODY), event.getString(DATA))),
                    Instant.ofEpochMilli(event.getLong(AT)),
                    IntStream.range(0, to.size())
                            .mapToObj(i -> inboxIn(to.getJsonArray(i)))
                            .toList()));
        } catch (DecodeException
                | ClassCastException
                | NullPointerException
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Delivered inboxIn(JsonArray one) {
        Inbox inbox = new Inbox(one.getString(0), one.getLong(1), one.getLong(2), one.getLong(3));
        return new Delivered(one.getString(4) == null ? null : UUID.fromString(one.getString(4)), inbox);
    }
}
