package io.footfall.views;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * First views that Redis answered to this replica and that are not yet reported to Postgres. What all replicas reported,
 * less what was transferred, is what a Redis that lost its memory has lost.
 */
@Singleton
final class Tally {

    private final AtomicLong unreported = new AtomicLong();

    void counted(int firstViews) {
        if (firstViews > 0) {
            unreported.addAndGet(firstViews);
        }
    }

    /** Takes what is to be reported; what could not be is given back. */
    long take() {
        return unreported.getAndSet(0);
    }

    void giveBack(long views) {
        unreported.addAndGet(views);
    }
}
