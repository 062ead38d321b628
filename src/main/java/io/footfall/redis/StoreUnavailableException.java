package io.footfall.redis;

/** A store did not answer, or not in time. What was asked of it may or may not have happened. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Redis did not answer.
     *
     * @param cause why; stays inside the service
     * @return the exception
     */
    public static StoreUnavailableException redis(Throwable cause) {
        return cause instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException("Redis does not answer", cause);
    }

    /**
     * Postgres did not answer.
     *
     * @param cause why; stays inside the service
     * @return the exception
     */
    public static StoreUnavailableException postgres(Throwable cause) {
        return cause instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException("Postgres does not answer", cause);
    }

    /**
     * More waits for a store than the service is willing to hold in memory.
     *
     * @return the exception
     */
    public static StoreUnavailableException overloaded() {
        return new StoreUnavailableException("more is waiting than can be answered in time", null);
    }
}
