package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The TCP connections of this machine as the kernel reports them; none where there is no {@code /proc}. */
public final class Sockets {

    private static final String ESTABLISHED = "01";

    private Sockets() {}

    /** Whether there is an established connection from one local port to a remote port. */
    public static boolean isOpen(int port, int towards) {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .map(Path::of)
                .filter(Files::exists)
                .flatMap(Sockets::linesOf)
                .map(line -> line.trim().split("\\s+"))
                .anyMatch(fields -> fields[1].endsWith(hex(port))
                        && fields[2].endsWith(hex(towards))
                        && fields[3].equals(ESTABLISHED));
    }

    private static Stream<String> linesOf(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(int port) {
        return ":%04X".formatted(port);
    }
}
