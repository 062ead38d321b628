package io.footfall.capability.notifications;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** Metrics of notifications and their streams. */
@Singleton
class NotificationMetrics {

    private final MeterRegistry meters;
    private final Map<Creation.State, Counter> created = new EnumMap<>(Creation.State.class);
    private final Counter due;
    private final Counter told;
    private final Counter untold;
    private final Counter tooSlow;

    NotificationMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (Creation.State state : Creation.State.values()) {
            created.put(
                    state,
                    counter("footfall.notifications", "Notifications that services asked for, by what became of them")
                            .tag("state", state.word())
                            .register(meters));
        }
        this.due = counter("footfall.notifications.due", "Scheduled notifications that this replica delivered")
                .register(meters);
        this.told = counter("footfall.notification.events", "Notifications handed to streams as they were created")
                .register(meters);
        this.untold = counter(
                        "footfall.notification.untold",
                        "Changes that other replicas could not be told of; their streams learn of them by comparing")
                .register(meters);
        this.tooSlow = counter("footfall.notification.streams.slow", "Streams ended because their client did not read")
                .register(meters);
    }

    private static Counter.Builder counter(String name, String description) {
        return Counter.builder(name).description(description);
    }

    void showStreams(IntSupplier open) {
        Gauge.builder("footfall.notification.streams", open::getAsInt)
                .description("Streams that are open on this replica")
                .register(meters);
    }

    void created(Creation.State state) {
        created.get(state).increment();
    }

    void due() {
        due.increment();
    }

    void told(int streams) {
        told.increment(streams);
    }

    void untold() {
        untold.increment();
    }

    void tooSlow() {
        tooSlow.increment();
    }
}
