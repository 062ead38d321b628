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

/** The keys that requests came with. */
@Singleton
public class IdempotencyKeys {

    static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final Viewers viewers;

    IdempotencyKeys(Viewers viewers) {
        this.viewers = viewers;
    }

    /**
     * Names a request, for those who do what it asks for and its key together, so that not even a lost answer makes it happen twice.
     *
     * @param request the request
     * @return a digest of its caller, its path and its key; empty where it has no key
     * @throws InvalidInputException where it has one that is none
     */
    public Uni<Optional<String>> of(HttpServerRequest request) {
        return named(request).map(named -> named.map(Named::digest));
    }

    /**
     * A request by its name.
     *
     * @param digest of its caller, its path and its key
     * @param reader digest of the signed-in reader who sent it; empty where a service did
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

    /** A key is one caller's, and for one path. */
    private static String digestOf(Caller caller, HttpServerRequest request, String key) {
        String whose = caller.credential() == null ? caller.name() : caller.credential();
        return digestOf(String.join("\n", whose, request.method().name(), request.path(), key));
    }

    private static String digestOf(String text) {
        return Digests.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
