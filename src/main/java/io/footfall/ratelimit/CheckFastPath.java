package io.footfall.ratelimit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.identity.Viewers;
import io.footfall.web.FastPaths;
import io.footfall.web.JsonBody;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The fast path of {@link RateLimitResource#check}, for services. */
@Singleton
class CheckFastPath {

    private final Checks checks;
    private final JsonBody<Checks.Check> bodies;

    CheckFastPath(Checks checks, ObjectMapper mapper) {
        this.checks = checks;
        this.bodies = new JsonBody<>(mapper, Checks.Check.class);
    }

    void register(@Observes FastPaths paths) {
        paths.post("/api/rate-limits/{policy}/check", CheckFastPath::isPlain, this::check);
    }

    private static boolean isPlain(RoutingContext request) {
        return JsonBody.isJson(request.request()) && Viewers.isService(request);
    }

    private Uni<Checks.Answer> check(String policy, RoutingContext request) {
        return bodies.of(request.request()).onItem().transformToUni(check -> checks.decide(policy, check));
    }
}
