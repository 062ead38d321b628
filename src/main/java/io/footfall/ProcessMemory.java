package io.footfall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What this process has in memory and how much it may have, by the files of Linux: the same for a JVM and a native executable, whose own figures
 * of memory differ.
 */
final class ProcessMemory {

    private static final int BYTES_OF_KIB = 1_024;
    private static final int FIELDS = 3;

    private final Path root;

    /**
     * Memory of this process.
     *
     * @param root the root of the file system, {@code /} but in tests
     */
    ProcessMemory(Path root) {
        this.root = root;
    }

    /** Whether there are such files: this is Linux. */
    boolean isKnown() {
        return Files.isReadable(status()) && Files.isReadable(machine());
    }

    /** Bytes of the process that are in memory, mapped files among them. */
    long residentBytes() {
        return kibibytes(status(), "VmRSS:");
    }

    /** Bytes that the process may have: the least limit of its control groups, or the memory of the machine where that is less. */
    long limitBytes() {
        return LongStream.concat(
                        LongStream.of(kibibytes(machine(), "MemTotal:")),
                        lines(root.resolve("proc/self/cgroup"))
                                .flatMap(this::limitFiles)
                                .filter(Files::isReadable)
                                .flatMap(ProcessMemory::lines)
                                .filter(text -> !text.equals("max"))
                                .mapToLong(Long::parseLong))
                .min()
                .orElseThrow();
    }

    private Path status() {
        return root.resolve("proc/self/status");
    }

    private Path machine() {
        return root.resolve("proc/meminfo");
    }

    /** A line is {@code 0::/path} (version 2) or {@code 4:memory:/path} (version 1); a limit of each group above counts too. */
    private Stream<Path> limitFiles(String line) {
        String[] fields = line.split(":", FIELDS);
        Path groups = root.resolve("sys/fs/cgroup");
        if (fields[1].isEmpty()) {
            return upwards(groups, fields[2]).map(group -> group.resolve("memory.max"));
        }
        return Stream.of(fields[1].split(",")).anyMatch("memory"::equals)
                ? upwards(groups.resolve("memory"), fields[2]).map(group -> group.resolve("memory.limit_in_bytes"))
                : Stream.empty();
    }

    private static Stream<Path> upwards(Path groups, String path) {
        Path own = groups.resolve(path.substring(1)).normalize();
        return Stream.iterate(own, group -> group.startsWith(groups), Path::getParent);
    }

    private static long kibibytes(Path file, String name) {
        return lines(file)
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_OF_KIB)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(file + " has no " + name));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
