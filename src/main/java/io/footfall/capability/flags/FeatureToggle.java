package io.footfall.capability.flags;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Something of this service that a flag turns on and off while it runs; {@link FeatureToggles} looks after it. It is on where the flag is on for all,
 * and as configured where there is no such flag.
 */
public final class FeatureToggle {

    private final String flag;
    private final boolean otherwise;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean on;

    /**
     * A switch that is as configured until the flag was looked at.
     *
     * @param flag name of the flag
     * @param otherwise as it is where there is no such flag
     */
    public FeatureToggle(String flag, boolean otherwise) {
        this.flag = flag;
        this.otherwise = otherwise;
        this.on = otherwise;
    }

    /**
     * How it stands.
     *
     * @return true: on
     */
    public boolean isOn() {
        return on;
    }

    /**
     * Asks to be told whenever it was turned.
     *
     * @param action what to do then
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

    /** Answers whether that was another way than before. */
    boolean turn(boolean to) {
        boolean turned = on != to;
        on = to;
        if (turned) {
            listeners.forEach(Runnable::run);
        }
        return turned;
    }
}
