package io.footfall.product.analytics;

import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/**
 * Maintains the monthly partitions of the history: creates them in advance, and drops those that are older than the
 * retention.
 */
@Singleton
class HistoryRetention {

    private static final Logger LOG = Logger.getLogger(HistoryRetention.class);

    private final History history;
    private final AnalyticsSettings settings;
    private final Clock clock;

    HistoryRetention(History history, AnalyticsSettings settings, Clock clock) {
        this.history = history;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> tidy() {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        return history.ensure(today)
                .chain(() -> history.forget(today.minusDays(settings.historyDays())))
                .plug(RecoveredFailure.MAINTAIN_HISTORY_PARTITIONS::ignore);
    }
}
