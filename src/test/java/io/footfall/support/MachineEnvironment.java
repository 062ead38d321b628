package io.footfall.support;

import java.util.Set;

/**
 * The environment of a process that a test starts. It excludes all variables of the test run that could be read as
 * settings.
 */
public final class MachineEnvironment {

    /** Without the locale variables a JVM cannot read folder names outside ASCII, not even those of its own classes. */
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE");

    private MachineEnvironment() {}

    /** Removes all other variables from the environment of a process. */
    public static void alone(ProcessBuilder process) {
        process.environment().keySet().retainAll(KEPT);
    }
}
