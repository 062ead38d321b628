package io.footfall.platform.store;

import java.util.Optional;

/** A store did not answer, or not in time. */
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
     * A store refused, and goes on to until an operator changes something.
     *
     * @param store the store's name for clients
     * @param refusal why
     * @param cause what the store answered; stays inside the service
     * @return the exception; nothing of what was asked happened
     */
    public static StoreUnavailableException refused(String store, StoreRefusal refusal, Throwable cause) {
        return new StoreUnavailableException(store + REFUSES, cause, false, refusal);
    }

    /**
     * The same for something that may have happened in part, as a script does whose third command is refused.
     *
     * @param store the store's name for clients
     * @param refusal why
     * @param cause what the store answered; stays inside the service
     * @return the exception
     */
    public static StoreUnavailableException refusedMidway(String store, StoreRefusal refusal, Throwable cause) {
        return new StoreUnavailableException(store + REFUSES, cause, true, refusal);
    }

    /**
     * Why the store refuses, where it does until an operator changes something.
     *
     * @return empty for all other failures
     */
    public Optional<StoreRefusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Redis did not answer; what was asked of it may or may not have happened.
     *
     * @param cause why; stays inside the service
     * @return the exception
     */
    public static StoreUnavailableException redis(Throwable cause) {
        return cause instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException("Redis does not answer", cause, true);
    }

    /**
     * Redis was not asked, or refused; what was asked of it did not happen.
     *
     * @param cause why; stays inside the service
     * @return the exception
     */
    public static StoreUnavailableException redisNotAsked(Throwable cause) {
        return new StoreUnavailableException("Redis does not answer", cause, false);
    }

    /**
     * Postgres did not answer; what was asked of it may or may not have happened.
     *
     * @param cause why; stays inside the service
     * @return the exception
     */
    public static StoreUnavailableException postgres(Throwable cause) {
        return cause instanceof StoreUnavailableException known
                ? known
                : new StoreUnavailableException("Postgres does not answer", cause, true);
    }

    /**
     * Postgres was not asked, because it did not answer others.
     *
     * @return the exception
     */
    public static StoreUnavailableException postgresNotAsked() {
        return new StoreUnavailableException("Postgres does not answer", null, false);
    }

    /**
     * What is asked for is being read from Postgres into a Redis that has forgotten it.
     *
     * @return the exception
     */
    public static StoreUnavailableException restoring() {
        return new StoreUnavailableException("Redis has forgotten this, and is being told again", null, false);
    }

    /**
     * More waits for a store than the service is willing to hold in memory.
     *
     * @return the exception
     */
    public static StoreUnavailableException overloaded() {
        return new StoreUnavailableException(OVERLOADED, null, false);
    }

    /**
     * Whether the store is there, and too much waits for it.
     *
     * @return true where nothing is wrong with the store
     */
    public boolean isOverload() {
        return OVERLOADED.equals(getMessage());
    }

    /**
     * Whether what was asked may have happened all the same.
     *
     * @return false where it certainly did not
     */
    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }
}
