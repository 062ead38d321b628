package io.footfall.support;

import java.util.Set;

/** What a process that a test starts gets of the environment of the tests: nothing that could be taken for a setting. */
public final class MachineEnvironment {

    /** Without its locale a JVM cannot read names of folders beyond ASCII, not even of its own classes. */
    private static final Set<String> KEPT = Set.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE");

    private MachineEnvironment() {}

    /** Takes everything else out of the environment of a process. */
    public static void alone(ProcessBuilder process) {
        process.environment().keySet().retainAll(KEPT);
    }
}
