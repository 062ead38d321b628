package io.footfall.platform.identity;

import io.vertx.core.Future;

/** Where the keys come from. */
interface KeySource {

    /** The keys that are known. */
    VerificationKeys keys();

    /** Whether others may come: where not, a key that is unknown is wrong. */
    boolean mayChange();

    /** The keys once a fetch that is under way has ended; those that are known where none is. Fails where it fails. */
    Future<VerificationKeys> afterFetchUnderWay();

    /** The keys of a fetch that begins from now on. Fails where it fails. */
    Future<VerificationKeys> fetchedAgain();

    /**
     * Keys that stay as they are.
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
