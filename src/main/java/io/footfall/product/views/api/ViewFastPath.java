package io.footfall.product.views.api;

import io.footfall.capability.ratelimit.RequestLimits;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.FastPaths;
import io.footfall.platform.web.JsonBody;
import io.footfall.product.catalog.ItemId;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The fast path of {@link ViewResource}: most views come from callers without a token, and have no body. */
@Singleton
class ViewFastPath {

    private final ViewRequests requests;
    private final RequestLimits limits;

    ViewFastPath(ViewRequests requests, RequestLimits limits) {
        this.requests = requests;
        this.limits = limits;
    }

    void register(@Observes FastPaths paths) {
        paths.post("/api/stories/{id}/view", ViewFastPath::isPlain, (id, request) -> view(ItemId.story(id), request));
        paths.post(
                "/api/chapters/{id}/view", ViewFastPath::isPlain, (id, request) -> view(ItemId.chapter(id), request));
    }

    private static boolean isPlain(RoutingContext request) {
        return JsonBody.isEmpty(request.request()) && Viewers.isAnonymous(request.request());
    }

    private Uni<ViewReply> view(ItemId item, RoutingContext request) {
        return limits.counted(
                ViewResource.POLICY, request, hit -> requests.count(ViewRequests.Asked.plainly(item), request, hit));
    }
}
