package io.footfall.platform.web;

import java.util.ArrayList;
import java.util.List;

/**
 * The paths that the public port answers; everything else is on the management port, or nowhere. Fired as an event at the start, so that
 * whoever observes it can add to it.
 */
public final class PublicPaths {

    /** What is no operation: the operator's page, and the script for pages. */
    static final List<String> FILES = List.of("/admin", "/footfall.js");

    private final List<String> roots = new ArrayList<>(List.of("/api"));

    PublicPaths() {
        roots.addAll(FILES);
    }

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
            if (isBelow(root, path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a path is a root or below it. */
    static boolean isBelow(String root, String path) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }
}
