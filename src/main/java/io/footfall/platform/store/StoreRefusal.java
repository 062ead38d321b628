package io.footfall.platform.store;

/**
 * Why a store refuses what it is asked, until an operator changes something: trying again soon is of no use.
 *
 * @param scope what the store refuses
 * @param code names the reason in metrics and health answers; lower case with underscores
 * @param explanation what is wrong and what to do, for operators; without secrets, addresses and ids
 */
public record StoreRefusal(Scope scope, String code, String explanation) {

    /** What a store refuses. */
    public enum Scope {
        /** Every connection, so that requests do without the store. */
        STORE,

        /** Some operations; the store serves others. */
        OPERATION
    }
}
