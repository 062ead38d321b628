package io.footfall.platform.web;

import java.util.ArrayList;
import java.util.List;

/**
 * The paths that are available on the public port. Every other path is on the management port or does not exist. Fired
 * as a CDI event at startup; observers add paths.
 */
public final class PublicPaths {

    /** Paths that are not operations of the API: the operator's page, and the script for web pages. */
    static final List<String> FILES = List.of("/admin", "/footfall.js");

    private final List<String> roots = new ArrayList<>(List.of("/api"));

    PublicPaths() {
        roots.addAll(FILES);
    }

    /**
     * Adds a path and all paths below it.
     *
     * @param root a normalized path without a slash at its end
     */
    public void add(String root) {
        roots.add(root);
    }

    /** Whether a normalized path is public. */
    boolean contains(String path) {
        for (String root : roots) {
            if (isBelow(root, path)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a path is the root or below it. */
    static boolean isBelow(String root, String path) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }
}
