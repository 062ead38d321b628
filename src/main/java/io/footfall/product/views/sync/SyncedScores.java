package io.footfall.product.views.sync;

import io.footfall.capability.scores.ScoreSync;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Saves counters and leaderboards with each sync of views. */
@Singleton
class SyncedScores {

    private final SyncService syncs;
    private final ScoreSync scores;

    SyncedScores(SyncService syncs, ScoreSync scores) {
        this.syncs = syncs;
        this.scores = scores;
    }

    void start(@Observes StartupEvent event) {
        syncs.with("Counters and leaderboards", scores::save);
    }
}
