package io.footfall.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of the stores' data. One process at a time may use it, because two would end each other's stores: it holds a lock on a file there until it
 * ends, however it ends.
 */
final class DataFolder {

    static final String SETTING = "FOOTFALL_EMBEDDED_FOLDER";

    /** Beyond what the file contains: Windows lets nobody read locked bytes. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /** A channel that nobody refers to is closed, and its lock released. */
    private static final Set<FileLock> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    /**
     * Locks the folder for this process, and creates it where it does not exist.
     *
     * @param folder relative to the working directory, or absolute
     * @throws StartFailure where it cannot be written, or another process has locked it
     */
    static DataFolder claim(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            Path lockFile = path.resolve("lock");
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw new StartFailure(
                        "Footfall is already running as process "
                                + Files.readString(lockFile).strip() + " in this folder (" + path + ")",
                        "Stop that process first, or set " + SETTING
                                + ", QUARKUS_HTTP_PORT and MANAGEMENT_PORT for a second one.");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            HELD.add(lock);
            return new DataFolder(path);
        } catch (IOException e) {
            throw new StartFailure(
                    "The folder " + path + " cannot be written (" + reason(e) + ")",
                    "Set " + SETTING + " to a folder that can be.");
        }
    }

    /** Some exceptions of the file system say no more than the file's name. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException failure && failure.getReason() == null
                ? e.getClass().getSimpleName() + " " + failure.getFile()
                : e.getMessage();
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }
}
