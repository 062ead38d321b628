package io.footfall.embedded;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An embedded store, and the setting with which a developer uses another server instead.
 *
 * @param title the display name
 * @param setting the name of the setting for the address of another server
 * @param example an example value of the setting
 */
record Store(String title, String setting, String example) {

    static final Store REDIS = new Store("Redis", "REDIS_URL", "redis://localhost:6379");
    static final Store POSTGRES =
            new Store("Postgres", "DATABASE_URL", "postgresql://footfall:password@localhost:5432/footfall");

    /** Messages of the libraries if they have no binaries for this system. */
    private static final List<String> WITHOUT_BINARIES = List.of(
            "No Redis executable found",
            "Missing embedded postgres binaries",
            "No Postgres binary found",
            "Unknown OS");

    /** What to do if this store is unavailable. */
    private String instead() {
        return "or set " + setting + " to the address of a server that runs already, such as " + example + ".";
    }

    StartFailure tooSlow(Duration patience) {
        return new StartFailure(
                title + " did not start within " + patience.toSeconds() + " s",
                "Try again when this machine has less to do, " + instead());
    }

    StartFailure failure(Throwable cause) {
        if (cause instanceof StartFailure known) {
            return known;
        }
        List<String> messages = Stream.iterate(cause, each -> each != null, Throwable::getCause)
                .map(each -> String.valueOf(each.getMessage()))
                .toList();
        if (messages.stream().anyMatch(message -> WITHOUT_BINARIES.stream().anyMatch(message::contains))) {
            return new StartFailure(
                    "No " + title + " for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                            + " comes along",
                    "Start one yourself, and set " + setting + " to its address, such as " + example + ".");
        }
        return failure(messages.stream().distinct().collect(Collectors.joining(": ")));
    }

    StartFailure failure(String reason) {
        return new StartFailure(
                title + " does not start: " + reason, "Mend that, or move the folder of its data away, " + instead());
    }
}
