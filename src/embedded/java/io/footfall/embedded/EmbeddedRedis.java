package io.footfall.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;

/** A Redis server that listens on the loopback interface. */
public final class EmbeddedRedis {

    private final RedisServer server;
    private final int port;

    private EmbeddedRedis(RedisServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts Redis on a free port, without persistence. */
    public static EmbeddedRedis start() {
        try {
            int port = freePort();
            return start(settings(port), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts Redis with an append-only file.
     *
     * @param folder the folder of that file; no other server may use it
     * @param port the port to listen on
     */
    static EmbeddedRedis start(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        Path pidFile = folder.resolve("redis.pid");
        LeftBehind.stop(pidFile, "redis-server");
        return start(
                settings(port)
                        .setting("dir " + RedisConfiguration.quoted(folder))
                        .setting("pidfile " + RedisConfiguration.quoted(pidFile))
                        .setting("appendonly yes"),
                port);
    }

    private static RedisServerBuilder settings(int port) {
        return RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"");
    }

    private static EmbeddedRedis start(RedisServerBuilder settings, int port) {
        RedisServer server = settings.build();
        server.start();
        return new EmbeddedRedis(server, port);
    }

    /**
     * The address of the server.
     *
     * @return for example {@code redis://127.0.0.1:40123}
     */
    public String url() {
        return url(port);
    }

    static String url(int port) {
        return "redis://127.0.0.1:" + port;
    }

    /** Stops the server. */
    public void stop() {
        server.stop();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
