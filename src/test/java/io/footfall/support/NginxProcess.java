package io.footfall.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * nginx with the shipped settings, on free ports. It terminates TLS for the host {@code localhost}. The program is the
 * one that the environment variable NGINX names, otherwise the one in the PATH.
 */
public final class NginxProcess implements AutoCloseable {

    private static final Path SHIPPED = Path.of("src", "main", "nginx", "footfall.conf");

    private static final Program PROGRAM = new Program("nginx", "NGINX");

    private final int port = Ports.free();
    private final Path folder = Folders.temporary("nginx");
    private Process process;

    /** Skips the tests if nginx is not installed. */
    public static void require() {
        Assumptions.assumeTrue(
                PROGRAM.find().isPresent(),
                "no nginx: tests behind a proxy that terminates TLS are skipped (apt-get install -y nginx, or set NGINX)");
    }

    /** Starts nginx in front of a service, and of pages that share the service's host. Both arguments are ports. */
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
                            PROGRAM.find().orElseThrow().toString(),
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
        Ports.awaitOpen(port);
        return this;
    }

    /** The origin of the service as browsers see it. */
    public String origin() {
        return "https://localhost:" + port;
    }

    /** The file of the certificate that nginx presents. */
    public Path certificate() {
        return folder.resolve("server.crt");
    }

    /** Sends SIGTERM, which also ends the worker processes. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        Folders.delete(folder);
    }
}
