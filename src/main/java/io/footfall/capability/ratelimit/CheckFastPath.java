package io.footfall.capability.ratelimit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.FastPaths;
import io.footfall.platform.web.JsonBody;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The fast path of {@link RateLimitResource#check}, for services and operators with a plain JSON request. */
@Singleton
class CheckFastPath {

    private final CheckService checkService;
    private final JsonBody<CheckService.Check> bodies;

    CheckFastPath(CheckService checkService, ObjectMapper mapper) {
        this.checkService = checkService;
        this.bodies = new JsonBody<>(mapper, CheckService.Check.class);
    }

    void register(@Observes FastPaths paths) {
        paths.post("/api/rate-limits/{policy}/check", CheckFastPath::isPlain, this::check);
    }

    private static boolean isPlain(RoutingContext request) {
        return JsonBody.isJson(request.request()) && Viewers.isService(request);
    }

    private Uni<CheckService.Answer> check(String policy, RoutingContext request) {
        return bodies.of(request.request()).onItem().transformToUni(check -> checkService.decide(policy, check));
    }
}
