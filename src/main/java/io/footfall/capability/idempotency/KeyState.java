package io.footfall.capability.idempotency;

import io.vertx.redis.client.Response;

/** The state of an idempotency key when a request with it arrives. */
sealed interface KeyState {

    /** The key is new: the request must be processed. */
    record First() implements KeyState {}

    /**
     * Another request with this key is in flight.
     *
     * @param millis milliseconds until that request is considered dead
     */
    record InFlight(long millis) implements KeyState {}

    /** The key was used for a request with another body. */
    record Other() implements KeyState {}

    /**
     * The request was done, and its response is stored.
     *
     * @param answer the stored response
     */
    record Answered(StoredAnswer answer) implements KeyState {}

    /**
     * The request was done, but its response was too large to be stored.
     *
     * @param status the HTTP status of the response
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
