package io.footfall.packaging;

import java.nio.file.Path;
import java.util.List;

/** The files that the JVM image is built from. */
final class JvmImage {

    static final Path FOLDER = Path.of("src", "main", "docker");

    private JvmImage() {}

    static List<String> instructions(String name) {
        return instructions("Dockerfile.jvm", name);
    }

    /** Returns the arguments of the instructions with a name, in their order. */
    static List<String> instructions(String file, String name) {
        return Node.text(FOLDER.resolve(file))
                .replace("\\\n", "")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1).trim())
                .toList();
    }

    /**
     * The user id that the container runs as. It must be a number: from a name Kubernetes cannot verify that the user
     * is not root.
     */
    static int user() {
        List<String> users = instructions("USER");
        return Integer.parseInt(users.get(users.size() - 1));
    }

    static List<String> options() {
        return Node.text(FOLDER.resolve("jvm.options"))
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();
    }

    /** Returns the value of the option that starts with a prefix. */
    static String option(String beginning) {
        return options().stream()
                .filter(option -> option.startsWith(beginning))
                .map(option -> option.substring(beginning.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + beginning));
    }
}
