package io.footfall.views;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.web.JsonBody;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/** Reads who a service says views. Most views come without a body, and are not made to wait for one. */
@Singleton
class ViewInputs {

    private static final Uni<ViewInput> NOBODY_NAMED = Uni.createFrom().item(ViewInput.NONE);

    private final JsonBody<ViewInput> bodies;

    ViewInputs(ObjectMapper mapper) {
        this.bodies = new JsonBody<>(mapper, ViewInput.class);
    }

    /**
     * Reads the body of a request.
     *
     * @return what it says; fails with Jackson's exception where it is not what is expected
     */
    Uni<ViewInput> of(HttpServerRequest request) {
        return JsonBody.isEmpty(request)
                ? NOBODY_NAMED
                : bodies.of(request).map(input -> input == null ? ViewInput.NONE : input);
    }
}
