package io.footfall.simulation;

/** Ends a statement that needs a lock that another transaction holds; what it has changed is undone, what it has locked it keeps. */
final class MustWait extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Awaited awaited;

    MustWait(Awaited awaited) {
        super(null, null, false, false);
        this.awaited = awaited;
    }

    Awaited awaited() {
        return awaited;
    }
}
