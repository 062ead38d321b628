package io.footfall.capability.idempotency;

import io.vertx.redis.client.Response;

/** How a key stands when a request comes under it. */
sealed interface KeyState {

    /** Nobody had it: the request is to be done. */
    record First() implements KeyState {}

    /**
     * A request under it is under way.
     *
     * @param millis after which it is taken for dead
     */
    record InFlight(long millis) implements KeyState {}

    /** It was used for another request. */
    record Other() implements KeyState {}

    /** It was done, and answered so. */
    record Answered(StoredAnswer answer) implements KeyState {}

    /**
     * It was done, and what was answered was too large to be kept.
     *
     * @param status HTTP status of the answer
     */
    record NotKept(int status) implements KeyState {}

    static KeyState of(Response response) {
        return switch (response.get(0).toString()) {
            case "first" -> new First();
            case "in-flight" -> new InFlight(response.get(1).toLong());
            case "other" -> new Other();
            case "not-kept" -> new NotKept(response.get(1).toInteger());
            default ->
                new Answered(new StoredAnswer(
                        response.get(1).toInteger(),
                        response.get(2).toString(),
                        response.get(3).toBytes()));
        };
    }
}
