package io.footfall.platform.store;

/**
 * Why a store refuses calls until an operator changes something. Retrying soon is of no use.
 *
 * @param scope what the store refuses
 * @param code names the reason in metrics and health checks; lower case with underscores
 * @param explanation what is wrong and what to do, for operators; without secrets, addresses and ids
 */
public record StoreRefusal(Scope scope, String code, String explanation) {

    /** What a store refuses. */
    public enum Scope {
        /** Everything: the circuit opens, and requests continue without the store. */
        STORE,

        /** Some operations; the store serves others. */
        OPERATION
    }
}
