package io.footfall.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A real Redis on a free port of the loopback interface. */
public final class EmbeddedRedis {

    private final RedisServer server;
    private final int port;

    private EmbeddedRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts Redis.
     *
     * @param folder where it keeps an append-only file; null: it keeps nothing
     * @return the running server
     */
    public static EmbeddedRedis start(Path folder) {
        try {
            int port = freePort();
            var builder =
                    RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"");
            if (folder != null) {
                Files.createDirectories(folder);
                Path pidFile = folder.resolve("redis.pid").toAbsolutePath();
                LeftBehind.stop(pidFile, "redis-server");
                builder.setting("dir " + folder.toAbsolutePath())
                        .setting("pidfile " + pidFile)
                        .setting("appendonly yes");
            }
            RedisServer server = builder.build();
            server.start();
            return new EmbeddedRedis(server, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens.
     *
     * @return for instance {@code redis://127.0.0.1:40123}
     */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Stops it. */
    public void stop() {
        server.stop();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
