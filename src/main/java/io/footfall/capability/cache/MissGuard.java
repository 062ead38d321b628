package io.footfall.capability.cache;

/**
 * Checks the reads of one caller that level 1 cannot answer, each of which may query Redis and run the loader. Called
 * on the context of the caller; must not block.
 */
public interface MissGuard {

    /** Allows every read. */
    MissGuard NONE = new MissGuard() {
        @Override
        public void beforeLookUp() {}

        @Override
        public void lookedUp(boolean found) {}

        @Override
        public void undecided() {}
    };

    /**
     * Called before a read. Allows it, or denies it by an exception, before Redis or the loader is queried.
     *
     * @throws RuntimeException if the read is denied; the read fails with it
     */
    void beforeLookUp();

    /**
     * Called after an allowed read that did not fail.
     *
     * @param found whether a value exists
     */
    void lookedUp(boolean found);

    /**
     * Called when the outcome of an allowed read is not known yet. Because the value may turn out not to exist, the
     * caller is charged as for a value that does not exist.
     */
    void undecided();
}
