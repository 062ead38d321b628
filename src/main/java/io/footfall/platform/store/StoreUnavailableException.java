package io.footfall.platform.store;

import java.util.Optional;

/** A store did not reply in time, was not called because it is unavailable or overloaded, or refused the call. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String OVERLOADED = "more is waiting than can be answered in time";

    private static final String REFUSES = " refuses this service";

    private final boolean mayHaveHappened;
    private final transient StoreRefusal refusal;

    private StoreUnavailableException(String message, Throwable cause, boolean mayHaveHappened) {
        this(message, cause, mayHaveHappened, null);
    }

    private StoreUnavailableException(String message, Throwable cause, boolean mayHaveHappened, StoreRefusal refusal) {
        super(message, cause);
        this.mayHaveHappened = mayHaveHappened;
        this.refusal = refusal;
    }

    /**
     * The store refused, and will refuse until an operator changes something. The call had no effect.
     *
     * @param store the store's name for clients
     * @param refusal why the store refused
     * @param cause the error reply of the store; not shown to clients
     * @return the exception
     */
    public static StoreUnavailableException refused(String store, StoreRefusal refusal, Throwable cause) {
        return new StoreUnavailableException(store + REFUSES, cause, false, refusal);
    }

    /**
     * The store refused in the middle of a call, as for a script whose third command is refused. The call may have been
     * applied in part.
     *
     * @param store the store's name for clients
     * @param refusal why the store refused
     * @param cause the error reply of the store; not shown to clients
     * @return the exception
     */
    public static StoreUnavailableException refusedMidway(String store, StoreRefusal refusal, Throwable cause) {
        return new StoreUnavailableException(store + REFUSES, cause, true, refusal);
    }

    /**
     * Returns why the store refuses until an operator changes something.
     *
     * @return the refusal; empty for all other failures
     */
    public Optional<StoreRefusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Redis did not reply; the operation may have been applied. Returns the cause itself if it is a
     * {@link StoreUnavailableException}.
     *
     * @param cause why there was no reply; not shown to clients
     * @return the exception
     */
    public static StoreUnavailableException redis(Throwable cause) {
        return cause instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException("Redis does not answer", cause, true);
    }

    /**
     * Redis was not called, or refused; the operation was not applied.
     *
     * @param cause why; not shown to clients; null if there is none
     * @return the exception
     */
    public static StoreUnavailableException redisNotAsked(Throwable cause) {
        return new StoreUnavailableException("Redis does not answer", cause, false);
    }

    /**
     * Postgres did not reply; the operation may have been applied. Returns the cause itself if it is a
     * {@link StoreUnavailableException}.
     *
     * @param cause why there was no reply; not shown to clients
     * @return the exception
     */
    public static StoreUnavailableException postgres(Throwable cause) {
        return cause instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException("Postgres does not answer", cause, true);
    }

    /**
     * Postgres was not called, because it is unavailable for other calls. The operation was not applied.
     *
     * @return the exception
     */
    public static StoreUnavailableException postgresNotAsked() {
        return new StoreUnavailableException("Postgres does not answer", null, false);
    }

    /**
     * Redis lost the requested data, and it is being restored from Postgres. The operation was not applied.
     *
     * @return the exception
     */
    public static StoreUnavailableException restoring() {
        return new StoreUnavailableException("Redis has forgotten this, and is being told again", null, false);
    }

    /**
     * The call was shed: more calls wait for the store than the service is willing to hold in memory.
     *
     * @return the exception
     */
    public static StoreUnavailableException overloaded() {
        return new StoreUnavailableException(OVERLOADED, null, false);
    }

    /**
     * Whether the service is overloaded although the store is available.
     *
     * @return true if nothing is wrong with the store
     */
    public boolean isOverload() {
        return OVERLOADED.equals(getMessage());
    }

    /**
     * Whether the operation may have been applied although no reply arrived.
     *
     * @return false if it certainly was not applied
     */
    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }
}
