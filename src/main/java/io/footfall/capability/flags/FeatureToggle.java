package io.footfall.capability.flags;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A feature of this service that a flag turns on and off at run time; {@link FeatureToggles} updates it. It is on if
 * the flag is on for all users. If the flag does not exist, the configured value applies. Thread-safe.
 */
public final class FeatureToggle {

    private final String flag;
    private final boolean otherwise;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean on;

    /**
     * Creates a toggle with the configured value, which applies until the flag is read.
     *
     * @param flag the name of the flag
     * @param otherwise the configured value, for when the flag does not exist
     */
    public FeatureToggle(String flag, boolean otherwise) {
        this.flag = flag;
        this.otherwise = otherwise;
        this.on = otherwise;
    }

    /**
     * Whether the feature is on.
     *
     * @return true if it is on
     */
    public boolean isOn() {
        return on;
    }

    /**
     * Registers a listener that runs after each change of the value.
     *
     * @param action the listener
     */
    public void whenTurned(Runnable action) {
        listeners.add(action);
    }

    String flag() {
        return flag;
    }

    boolean otherwise() {
        return otherwise;
    }

    /** Sets the value. Returns whether it changed. */
    boolean turn(boolean to) {
        boolean turned = on != to;
        on = to;
        if (turned) {
            listeners.forEach(Runnable::run);
        }
        return turned;
    }
}
