package io.footfall.platform.web;

import java.util.HashSet;
import java.util.Set;

/**
 * Operations that take long by design: streams, claims that wait for a job, imports. {@link HttpTimings} leaves them
 * out of its histograms. Fired as a CDI event at startup; resources observe it and add their operations.
 */
public final class LongOperations {

    private final Set<String> templates = new HashSet<>();

    LongOperations() {}

    /**
     * Adds an operation.
     *
     * @param template its full path template, such as {@code /api/jobs/{queue}/claim}
     */
    public void add(String template) {
        templates.add(template);
    }

    Set<String> templates() {
        return Set.copyOf(templates);
    }
}
