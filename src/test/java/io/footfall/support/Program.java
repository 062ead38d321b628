package io.footfall.support;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program that a test starts if it is installed.
 *
 * @param name the name to find in the PATH
 * @param variable the environment variable that may contain another path
 */
record Program(String name, String variable) {

    Optional<Path> find() {
        Stream<Path> named = Optional.ofNullable(System.getenv(variable)).map(Path::of).stream();
        Stream<Path> inPath =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, name));
        return Stream.concat(named, inPath).filter(Files::isExecutable).findFirst();
    }
}
