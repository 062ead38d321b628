package io.footfall.platform.identity;

import io.vertx.core.Future;

/** A source of the keys that verify readers' tokens. */
interface KeySource {

    /** The currently known keys. */
    VerificationKeys keys();

    /** Whether the keys can change. If they cannot, a token with an unknown key is invalid. */
    boolean mayChange();

    /**
     * Returns the keys after the fetch in flight has ended, or the known keys if no fetch is in flight. Fails if that
     * fetch fails.
     */
    Future<VerificationKeys> afterFetchUnderWay();

    /** Returns the keys of a fetch that begins after this call. Fails if that fetch fails. */
    Future<VerificationKeys> fetchedAgain();

    /**
     * A source with fixed keys.
     *
     * @param keys the keys
     */
    record Fixed(VerificationKeys keys) implements KeySource {

        @Override
        public boolean mayChange() {
            return false;
        }

        @Override
        public Future<VerificationKeys> afterFetchUnderWay() {
            return Future.succeededFuture(keys);
        }

        @Override
        public Future<VerificationKeys> fetchedAgain() {
            return Future.succeededFuture(keys);
        }
    }
}
