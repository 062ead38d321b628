package io.footfall.capability.idempotency;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.web.Problem;
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
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * A filter that implements {@link Idempotent}. Only responses with a 2xx status are stored. After any other response
 * the key is released, so that the request can be retried.
 */
class IdempotencyFilter {

    private static final Logger LOG = Logger.getLogger(IdempotencyFilter.class);
    private static final String REPLAYED = "Idempotent-Replayed";
    private static final String REQUEST = IdempotencyFilter.class.getName();
    private static final int UNPROCESSABLE = 422;
    private static final long MILLIS = 1_000;
    private static final byte[] NO_BODY = {};

    private final IdempotencyStore store;
    private final IdempotencyKeys keys;
    private final ObjectMapper mapper;

    IdempotencyFilter(IdempotencyStore store, IdempotencyKeys keys, ObjectMapper mapper) {
        this.store = store;
        this.keys = keys;
        this.mapper = mapper;
    }

    /** The replacement of the deprecated readBody reads form data only. */
    @SuppressWarnings("deprecation")
    @Idempotent
    @ServerRequestFilter(readBody = true)
    Uni<Response> begin(ContainerRequestContext context, HttpServerRequest request) {
        return keys.named(request)
                .chain(key -> key.isEmpty()
                        ? Uni.createFrom().nullItem()
                        : begin(context, request, requestOf(key.get(), bodyOf(context))));
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

    private static IdempotencyStore.Request requestOf(IdempotencyKeys.Named key, byte[] body) {
        return new IdempotencyStore.Request(
                key, Digests.of(body), UUID.randomUUID().toString());
    }

    private Uni<Response> begin(
            ContainerRequestContext context, HttpServerRequest request, IdempotencyStore.Request keyed) {
        return store.begin(keyed).map(state -> {
            if (state instanceof KeyState.First) {
                context.setProperty(REQUEST, keyed);
                return null;
            }
            return answer(state, request.path());
        });
    }

    private static Response answer(KeyState state, String path) {
        if (state instanceof KeyState.Answered answered) {
            StoredAnswer stored = answered.answer();
            return Response.status(stored.status())
                    .type(stored.contentType())
                    .header(REPLAYED, true)
                    .entity(stored.body().length == 0 ? null : stored.body())
                    .build();
        }
        if (state instanceof KeyState.InFlight inFlight) {
            return Problem.answer(Response.Status.CONFLICT, "A request under this Idempotency-Key is under way.", path)
                    .header(HttpHeaders.RETRY_AFTER, Math.max(1, (inFlight.millis() + MILLIS - 1) / MILLIS))
                    .build();
        }
        if (state instanceof KeyState.NotKept notKept) {
            return Problem.answer(
                            Response.Status.CONFLICT,
                            "The request under this Idempotency-Key was done and answered with " + notKept.status()
                                    + "; the answer was too large to be kept.",
                            path)
                    .build();
        }
        return Problem.answer(
                        UNPROCESSABLE, "Unprocessable Content", "This Idempotency-Key was used for another body.", path)
                .build();
    }

    @Idempotent
    @ServerResponseFilter
    Uni<Void> end(ContainerRequestContext context, ContainerResponseContext response) {
        if (!(context.getProperty(REQUEST) instanceof IdempotencyStore.Request keyed)) {
            return Uni.createFrom().voidItem();
        }
        boolean success = response.getStatusInfo().getFamily() == Response.Status.Family.SUCCESSFUL;
        return (success ? store.end(keyed, storedOf(response)) : store.free(keyed))
                // The request was done, although its response is not stored.
                .plug(RecoveredFailure.KEEP_IDEMPOTENT_ANSWER::ignore);
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
