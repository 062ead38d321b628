package io.footfall.product.views.api;

import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.ratelimit.LimitCheck;
import io.footfall.capability.ratelimit.UnknownIds;
import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Viewer;
import io.footfall.platform.identity.Viewers;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.counting.CallerLimits;
import io.footfall.product.views.counting.Crawlers;
import io.footfall.product.views.counting.ViewService;
import io.footfall.product.views.model.IgnoredReason;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.ViewScope;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;

/** Counts requests as views: determines the viewer, and whether the request comes from a reader at all. */
@Singleton
class ViewRequests {

    private final ViewService views;
    private final Viewers viewers;
    private final Crawlers crawlers;
    private final UnknownIds unknownIds;

    ViewRequests(ViewService views, Viewers viewers, Crawlers crawlers, UnknownIds unknownIds) {
        this.views = views;
        this.viewers = viewers;
        this.crawlers = crawlers;
        this.unknownIds = unknownIds;
    }

    /** A requested view. */
    record Asked(ItemId item, ViewScope scope, Caller caller, ViewInput input) {

        /** A view of a caller without a token, which names no viewer. */
        static Asked plainly(ItemId item) {
            return new Asked(item, ViewScope.ITEM, Caller.ANONYMOUS, ViewInput.NONE);
        }
    }

    /** Counts a view if the rate limit check is allowed. */
    Uni<ViewReply> count(Asked asked, RoutingContext context, Optional<LimitCheck> hit) {
        HttpServerRequest request = context.request();
        Optional<Viewer> named = namedBy(asked);
        String agent = named.isPresent() ? asked.input().userAgent() : Viewers.userAgentOf(request);
        Viewer viewer = named.orElseGet(() -> viewers.viewerOf(asked.caller(), context));
        return count(asked, viewer, agent, request, new CallerLimits(hit, guardOf(asked, context)))
                .map(outcome -> ViewReply.of(asked.item(), outcome));
    }

    /** Determines the address here, because the guard is called on another event loop. */
    private MissGuard guardOf(Asked asked, RoutingContext context) {
        if (asked.caller().isService()) {
            return MissGuard.NONE;
        }
        viewers.addressOf(context);
        return unknownIds.guard(context, asked.item().field());
    }

    private Uni<Outcome> count(
            Asked asked, Viewer viewer, String agent, HttpServerRequest request, CallerLimits limits) {
        if (isPrefetch(request)) {
            return views.ignore(asked.item(), IgnoredReason.PREFETCH, limits);
        }
        return crawlers.isCrawler(agent)
                ? views.ignore(asked.item(), IgnoredReason.BOT, limits)
                : views.count(asked.item(), asked.scope(), viewer, limits);
    }

    /** Returns the viewer that the request names. Only a service may name a viewer. */
    private static Optional<Viewer> namedBy(Asked asked) {
        if (!asked.input().namesViewer()) {
            return Optional.empty();
        }
        if (asked.caller().isAnonymous()) {
            throw new UnauthorizedException();
        }
        if (!asked.caller().isService()) {
            throw new ForbiddenException();
        }
        return asked.input().viewer();
    }

    private static boolean isPrefetch(HttpServerRequest request) {
        return mentionsPrefetch(request.getHeader("Sec-Purpose")) || mentionsPrefetch(request.getHeader("Purpose"));
    }

    private static boolean mentionsPrefetch(String purpose) {
        return purpose != null && purpose.toLowerCase(Locale.ROOT).contains("prefetch");
    }
}
