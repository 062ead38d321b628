package io.footfall;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The folder that the service is started in, whose files of settings it reads. */
final class WorkingFolder {

    private WorkingFolder() {}

    /** A JVM reads names of files by the locale, and one of LANG=C has ASCII alone. */
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
