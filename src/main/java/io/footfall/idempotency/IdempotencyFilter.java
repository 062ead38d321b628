package io.footfall.idempotency;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.identity.Caller;
import io.footfall.identity.Viewers;
import io.footfall.web.InvalidInputException;
import io.footfall.web.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Applies {@link Idempotent}. Answers of success alone are kept: what was refused, or failed, may be tried again. */
@Idempotent
class IdempotencyFilter {

    private static final Logger LOG = Logger.getLogger(IdempotencyFilter.class);
    private static final String HEADER = "Idempotency-Key";
    private static final String REPLAYED = "Idempotent-Replayed";
    private static final String REQUEST = IdempotencyFilter.class.getName();
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final int UNPROCESSABLE = 422;
    private static final long MILLIS = 1_000;
    private static final byte[] NO_BODY = {};

    private final IdempotencyStore store;
    private final Viewers viewers;
    private final ObjectMapper mapper;

    IdempotencyFilter(IdempotencyStore store, Viewers viewers, ObjectMapper mapper) {
        this.store = store;
        this.viewers = viewers;
        this.mapper = mapper;
    }

    /** What readBody is to be replaced by reads forms alone. */
    @SuppressWarnings("deprecation")
    @ServerRequestFilter(readBody = true)
    Uni<Response> begin(ContainerRequestContext context, HttpServerRequest request) {
        String key = context.getHeaderString(HEADER);
        if (key == null) {
            return Uni.createFrom().nullItem();
        }
        if (!KEY.matcher(key).matches()) {
            throw new InvalidInputException(HEADER, "takes 1 to 255 visible characters");
        }
        byte[] body = bodyOf(context);
        return viewers.callerOf(request)
                .chain(caller -> begin(context, request, requestOf(caller, request, key, body)));
    }

    private static byte[] bodyOf(ContainerRequestContext context) {
        try {
            byte[] body = context.getEntityStream().readAllBytes();
            context.setEntityStream(new ByteArrayInputStream(body));
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A key is one caller's, and for one path. */
    private static IdempotencyStore.Request requestOf(
            Caller caller, HttpServerRequest request, String key, byte[] body) {
        String whose = caller.credential() == null ? caller.name() : caller.credential();
        String text = String.join("\n", whose, request.method().name(), request.path(), key);
        return new IdempotencyStore.Request(
                Digests.of(text.getBytes(StandardCharsets.UTF_8)),
                Digests.of(body),
                UUID.randomUUID().toString());
    }

    private Uni<Response> begin(
            ContainerRequestContext context, HttpServerRequest request, IdempotencyStore.Request keyed) {
        return store.begin(keyed).map(standing -> {
            if (standing instanceof Standing.First) {
                context.setProperty(REQUEST, keyed);
                return null;
            }
            return answer(standing, request.path());
        });
    }

    private static Response answer(Standing standing, String path) {
        if (standing instanceof Standing.Answered answered) {
            StoredAnswer stored = answered.answer();
            return Response.status(stored.status())
                    .type(stored.contentType())
                    .header(REPLAYED, true)
                    .entity(stored.body().length == 0 ? null : stored.body())
                    .build();
        }
        if (standing instanceof Standing.InFlight inFlight) {
            return Problem.answer(Response.Status.CONFLICT, "A request under this Idempotency-Key is under way.", path)
                    .header(HttpHeaders.RETRY_AFTER, Math.max(1, (inFlight.millis() + MILLIS - 1) / MILLIS))
                    .build();
        }
        return Problem.answer(
                        UNPROCESSABLE, "Unprocessable Content", "This Idempotency-Key was used for another body.", path)
                .build();
    }

    @ServerResponseFilter
    Uni<Void> end(ContainerRequestContext context, ContainerResponseContext response) {
        if (!(context.getProperty(REQUEST) instanceof IdempotencyStore.Request keyed)) {
            return Uni.createFrom().voidItem();
        }
        boolean success = response.getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL;
        return (success ? store.end(keyed, storedOf(response)) : store.free(keyed))
                .onFailure()
                // It is done, and the answer to give again is not kept.
                .invoke(failure -> LOG.debug("an answer could not be kept", failure))
                .onFailure()
                .recoverWithNull();
    }

    private StoredAnswer storedOf(ContainerResponseContext response) {
        try {
            return new StoredAnswer(
                    response.getStatus(),
                    response.getMediaType() == null
                            ? MediaType.APPLICATION_JSON
                            : response.getMediaType().toString(),
                    response.hasEntity() ? mapper.writeValueAsBytes(response.getEntity()) : NO_BODY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
