package io.footfall.web;

import java.util.ArrayList;
import java.util.List;

/**
 * The paths that the public port answers; everything else is on the management port, or nowhere. Fired as an event at the start, so that
 * whoever observes it can add to it.
 */
public final class PublicPaths {

    private final List<String> roots = new ArrayList<>(List.of("/api", "/admin", "/footfall.js"));

    PublicPaths() {}

    /**
     * Opens a path and all paths below it.
     *
     * @param root a normalized path without a slash at its end
     */
    public void add(String root) {
        roots.add(root);
    }

    /** Whether a normalized path is one of them or below one. */
    boolean contains(String path) {
        for (String root : roots) {
            if (path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/')) {
                return true;
            }
        }
        return false;
    }
}
