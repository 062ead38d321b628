package io.footfall.platform.web;

import java.util.HashSet;
import java.util.Set;

/**
 * Operations that take long because that is what was asked for: streams, claims that wait, imports. Fired as an event at the start, so that
 * their resources can name them.
 */
public final class LongOperations {

    private final Set<String> templates = new HashSet<>();

    LongOperations() {}

    /**
     * Adds an operation.
     *
     * @param template its whole path, such as {@code /api/jobs/{queue}/claim}
     */
    public void add(String template) {
        templates.add(template);
    }

    Set<String> templates() {
        return Set.copyOf(templates);
    }
}
