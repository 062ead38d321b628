package io.footfall.platform.redis;

import io.vertx.core.Context;

/** Runs an action at the end of a turn of an event loop, once however often the turn asks for it. Confined to its event loop. */
public final class EndOfTurn {

    private final Context context;
    private final Runnable action;
    private boolean awaited;

    /**
     * Nothing is asked for yet.
     *
     * @param context the event loop
     * @param action takes all that a turn brings
     */
    public EndOfTurn(Context context, Runnable action) {
        this.context = context;
        this.action = action;
    }

    /** Asks for the action. */
    public void ask() {
        if (!awaited) {
            awaited = true;
            context.runOnContext(unused -> {
                awaited = false;
                action.run();
            });
        }
    }
}
