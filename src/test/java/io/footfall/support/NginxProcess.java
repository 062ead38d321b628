package io.footfall.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * nginx with the settings that are shipped, on ports of its own, which terminates TLS for a host {@code localhost}. It is the one that NGINX names, or the one in
 * the PATH.
 */
public final class NginxProcess implements AutoCloseable {

    private static final Path SHIPPED = Path.of("src", "main", "nginx", "footfall.conf");

    private final int port = Ports.free();
    private final Path folder = Folders.temporary("nginx");
    private Process process;

    /** Skips the tests where there is none. */
    public static void require() {
        Assumptions.assumeTrue(
                find().isPresent(),
                "no nginx: tests behind a proxy that terminates TLS are skipped (apt-get install -y nginx, or set NGINX)");
    }

    private static Optional<Path> find() {
        Stream<Path> named = Optional.ofNullable(System.getenv("NGINX")).map(Path::of).stream();
        Stream<Path> inPath =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(place -> Path.of(place, "nginx"));
        return Stream.concat(named, inPath).filter(Files::isExecutable).findFirst();
    }

    /** Starts it in front of a service, and of pages that share the service's host. */
    public NginxProcess start(int service, int pages) {
        Certificate certificate = Certificate.of("localhost", folder);
        try {
            Files.writeString(
                    folder.resolve("footfall.conf"),
                    Files.readString(SHIPPED)
                            .replace("127.0.0.1:8080", "127.0.0.1:" + service)
                            .replace("listen 80;", "listen 127.0.0.1:" + Ports.free() + ";")
                            .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
                            .replace("footfall.example;", "localhost;")
                            .replace(
                                    "/etc/ssl/footfall.example.crt",
                                    certificate.certificate().toString())
                            .replace(
                                    "/etc/ssl/footfall.example.key",
                                    certificate.key().toString())
                            .replace("return 404;", "proxy_pass http://127.0.0.1:" + pages + ";"));
            Path settings = Files.writeString(folder.resolve("nginx.conf"), """
                    daemon off;
                    worker_processes 1;
                    pid nginx.pid;
                    error_log error.log;
                    events {}
                    http {
                        access_log off;
                        client_body_temp_path body;
                        proxy_temp_path proxy;
                        fastcgi_temp_path fastcgi;
                        uwsgi_temp_path uwsgi;
                        scgi_temp_path scgi;
                        include footfall.conf;
                    }
                    """);
            process = Users.command(List.of(
                            find().orElseThrow().toString(),
                            "-p",
                            folder.toString(),
                            "-e",
                            "error.log",
                            "-c",
                            settings.toString()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await().ignoreExceptions().until(this::answers);
        return this;
    }

    private boolean answers() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        }
    }

    /** What browsers take for the origin of the service. */
    public String origin() {
        return "https://localhost:" + port;
    }

    /** The certificate that it shows. */
    public Path certificate() {
        return folder.resolve("server.crt");
    }

    /** SIGTERM ends the workers too. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        Folders.delete(folder);
    }
}
