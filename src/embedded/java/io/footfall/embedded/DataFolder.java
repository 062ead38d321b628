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
 * The folder with the data of the embedded stores. Only one process at a time may use it, because two would stop each
 * other's stores. The process holds a lock on a file in the folder; the operating system releases it when the process
 * ends for any reason.
 */
final class DataFolder {

    static final String SETTING = "FOOTFALL_EMBEDDED_FOLDER";

    /** Outside the content of the file, because Windows does not allow reading locked bytes. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /**
     * Keeps the locks reachable: an unreachable channel is closed by the garbage collector, which releases its lock.
     */
    private static final Set<FileLock> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;

    private DataFolder(Path path) {
        this.path = path;
    }

    /**
     * Locks the folder for this process, and creates it if it does not exist.
     *
     * @param folder a path, absolute or relative to the working directory
     * @throws StartFailure if the folder is not writable, or another process holds the lock
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

    /** The reason of a failure. The message of some file system exceptions is only the file name. */
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
