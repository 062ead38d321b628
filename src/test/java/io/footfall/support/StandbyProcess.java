package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A replica of a Postgres, fed by streaming replication. Its data is copied as in "Making a Base Backup Using the Low
 * Level API" of the Postgres manual, because the embedded binaries contain no pg_basebackup.
 */
public final class StandbyProcess implements AutoCloseable {

    private static final Set<String> OF_THE_SERVER = Set.of("postmaster.pid", "postmaster.opts");

    private final Path folder = Folders.temporary("standby");
    private final int port = Ports.free();
    private final PostgresProcess primary;

    private StandbyProcess(PostgresProcess primary) {
        this.primary = primary;
    }

    static StandbyProcess of(PostgresProcess primary) {
        StandbyProcess standby = new StandbyProcess(primary);
        try {
            standby.copy();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        standby.start();
        return standby;
    }

    private void copy() throws IOException {
        PostgresProbe probe = new PostgresProbe(primary.url());
        probe.run("select pg_backup_start('standby', true)");
        copyFiles(primary.folder());
        Files.writeString(folder.resolve("backup_label"), probe.text("select labelfile from pg_backup_stop()"));
        Files.createFile(folder.resolve("standby.signal"));
        Files.writeString(
                folder.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user=postgres'\n",
                StandardOpenOption.APPEND);
    }

    /**
     * The primary keeps running during the copy and may delete files. Replay of its write-ahead log makes torn copies
     * consistent.
     */
    private void copyFiles(Path from) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(folder.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!OF_THE_SERVER.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(file, folder.resolve(from.relativize(file)));
                    } catch (NoSuchFileException e) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    /** Starts the replica, also after a kill. A replica must allow at least as many connections as its primary. */
    public void start() {
        String settings = primary.settings().entrySet().stream()
                .map(setting -> " -c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining());
        PostgresFolder.of(folder).start(primary.binaries(), "-p " + port + " -c max_connections=300" + settings);
    }

    /** Sends SIGKILL to all processes of the replica. */
    public void kill() {
        Signals.kill(Signals.familyOf(PostgresFolder.of(folder).postmaster()));
    }

    public String url() {
        return "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (RuntimeException e) {
            // The replica has already ended.
        }
        Folders.delete(folder);
    }
}
