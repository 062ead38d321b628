package io.footfall;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The working directory of the service, from which it reads configuration files. */
final class WorkingFolder {

    private WorkingFolder() {}

    /**
     * Checks that the JVM can represent the name of the working directory. The JVM decodes file names with the charset
     * of the locale, which is ASCII for LANG=C.
     */
    static Optional<String> firstProblem() {
        try {
            Path.of(System.getProperty("user.dir"));
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of("The name of the working directory has letters that the locale cannot express."
                    + " Set LANG=C.UTF-8, or start in another directory.");
        }
    }
}
