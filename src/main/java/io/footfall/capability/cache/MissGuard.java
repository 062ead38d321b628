package io.footfall.capability.cache;

/**
 * Watches the reads of one caller that level 1 does not answer, each of which may ask Redis and the loader. Called on the context of the
 * caller; blocks nothing.
 */
public interface MissGuard {

    /** Lets every read pass. */
    MissGuard NONE = new MissGuard() {
        @Override
        public void beforeLookUp() {}

        @Override
        public void lookedUp(boolean found) {}

        @Override
        public void undecided() {}
    };

    /**
     * Admits a read, or has it fail before anybody is asked.
     *
     * @throws RuntimeException what the read fails with
     */
    void beforeLookUp();

    /**
     * Hears what became of a read that was admitted and did not fail.
     *
     * @param found whether there is a value
     */
    void lookedUp(boolean found);

    /** Hears that a read which was admitted waits for an answer, which may be that there is no value: costs the caller what that costs. */
    void undecided();
}
