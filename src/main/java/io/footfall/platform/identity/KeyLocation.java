package io.footfall.platform.identity;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Creates the key source of readers' tokens from the settings. */
public final class KeyLocation {

    private KeyLocation() {}

    static KeySource sourceOf(JwtSettings settings, Vertx vertx, MeterRegistry meters) {
        if (settings.publicKey().isPresent()) {
            return new KeySource.Fixed(
                    VerificationKeys.parse(settings.publicKey().get()));
        }
        return settings.publicKeyLocation()
                .map(location -> isEndpoint(location)
                        ? new Jwks(vertx, new JwksClient(vertx, location)::fetch, Jwks.Pace.USUAL, meters)
                        : new KeySource.Fixed(keysIn(location)))
                .orElseGet(() -> new KeySource.Fixed(VerificationKeys.NONE));
    }

    private static boolean isEndpoint(String location) {
        return location.startsWith("http://") || location.startsWith("https://");
    }

    private static VerificationKeys keysIn(String file) {
        try {
            return VerificationKeys.parse(
                    Files.readString(file.startsWith("file:") ? Path.of(URI.create(file)) : Path.of(file)));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("no file that can be read", e);
        }
    }

    /**
     * Validates a location without network access.
     *
     * @param location a file, or the {@code http} or {@code https} address of a JWKS
     * @throws IllegalArgumentException if the address has no host, the file is not readable, or the file contains no
     *     key
     */
    public static void check(String location) {
        if (!isEndpoint(location)) {
            keysIn(location);
        } else if (URI.create(location).getHost() == null) {
            throw new IllegalArgumentException("an address without a host");
        }
    }
}
