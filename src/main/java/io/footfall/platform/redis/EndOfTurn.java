package io.footfall.platform.redis;

import io.vertx.core.Context;

/**
 * Runs an action at the end of a turn of an event loop, once per turn, however often it is requested. Confined to its
 * event loop.
 */
public final class EndOfTurn {

    private final Context context;
    private final Runnable action;
    private boolean awaited;

    /**
     * Creates an instance without a pending request.
     *
     * @param context the event loop
     * @param action processes everything that was collected during the turn
     */
    public EndOfTurn(Context context, Runnable action) {
        this.context = context;
        this.action = action;
    }

    /** Requests the action for the end of this turn. */
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
