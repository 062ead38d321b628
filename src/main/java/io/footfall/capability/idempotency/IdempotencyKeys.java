package io.footfall.capability.idempotency;

import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.InvalidInputException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the idempotency keys of requests. */
@Singleton
public class IdempotencyKeys {

    static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final Viewers viewers;

    IdempotencyKeys(Viewers viewers) {
        this.viewers = viewers;
    }

    /**
     * Returns a name for a request. For operations that store this name atomically with their effect, so that they run
     * once even if the response is lost.
     *
     * @param request the request
     * @return a digest of its caller, method, path and idempotency key; empty if the request has no key
     * @throws InvalidInputException if the key is malformed
     */
    public Uni<Optional<String>> of(HttpServerRequest request) {
        return named(request).map(named -> named.map(Named::digest));
    }

    /**
     * The name of a request.
     *
     * @param digest of its caller, method, path and idempotency key
     * @param reader digest of the id of the signed-in reader who sent it; empty if a service sent it
     */
    record Named(String digest, Optional<String> reader) {}

    Uni<Optional<Named>> named(HttpServerRequest request) {
        String key = request.getHeader(HEADER);
        if (key == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        if (!KEY.matcher(key).matches()) {
            throw new InvalidInputException(HEADER, "takes 1 to 255 visible characters");
        }
        return viewers.callerOf(request).map(caller -> Optional.of(named(caller, request, key)));
    }

    private static Named named(Caller caller, HttpServerRequest request, String key) {
        return new Named(
                digestOf(caller, request, key),
                caller.isService() ? Optional.empty() : Optional.of(digestOf(caller.name())));
    }

    /** A key is valid for one caller, one method and one path. */
    private static String digestOf(Caller caller, HttpServerRequest request, String key) {
        String whose = caller.credential() == null ? caller.name() : caller.credential();
        return digestOf(String.join("\n", whose, request.method().name(), request.path(), key));
    }

    private static String digestOf(String text) {
        return Digests.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
