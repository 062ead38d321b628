package io.footfall.platform.cors;

import io.footfall.platform.web.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Implements cross-origin resource sharing. Allows requests of pages of allowed origins, and refuses requests of other
 * pages with 403 before they have any effect. Every response has {@code Vary: Origin}, even if the request has no
 * origin, so that no cache returns the response for one origin to another. Credentials are not allowed, because callers
 * send tokens and the service uses no cookies.
 */
@Singleton
class CorsFilter {

    /**
     * Runs before every filter that can refuse a request, so that a refusal has the CORS headers and the page can read
     * its reason.
     */
    private static final int BEFORE_OTHERS = 2_000;

    private static final CharSequence ORIGIN = HttpHeaders.createOptimized("Origin");

    private static final String EXPOSED =
            "ETag,X-Cache,Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset,RateLimit,RateLimit-Policy";

    /**
     * Time in seconds for which a browser may cache the result of a preflight request. Some browsers use a shorter
     * time.
     */
    private static final String PREFLIGHT_IS_KEPT = "3600";

    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    private static final Pattern HEADER_NAMES = Pattern.compile(TOKEN + "( *, *" + TOKEN + ")*");

    private final AllowedOrigins allowed;

    CorsFilter(AllowedOrigins allowed) {
        this.allowed = allowed;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_OTHERS);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        MultiMap answer = context.response().headers();
        answer.add(HttpHeaders.VARY, ORIGIN);
        if (!request.headers().contains(ORIGIN)) {
            context.next();
            return;
        }
        List<String> origins = request.headers().getAll(ORIGIN);
        if (origins.size() != 1 || !allowed.include(origins.get(0), request)) {
            refuse(context, "Pages of this origin may not call; CORS_ORIGINS names those that may.");
            return;
        }
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origins.get(0));
        if (isPreflight(request)) {
            preflight(context);
        } else {
            answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
            context.next();
        }
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method() == HttpMethod.OPTIONS
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /**
     * Answers a preflight request. The handler of {@code OPTIONS} for the path knows its methods; its response becomes
     * the response to the preflight.
     */
    private static void preflight(RoutingContext context) {
        String asked = context.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (asked != null && !HEADER_NAMES.matcher(asked.strip()).matches()) {
            refuse(context, "Access-Control-Request-Headers takes names of headers, separated by commas.");
            return;
        }
        context.addHeadersEndHandler(ending -> answerPreflight(context, asked));
        context.next();
    }

    private static void answerPreflight(RoutingContext context, String askedHeaders) {
        MultiMap answer = context.response().headers();
        String methods = answer.get(HttpHeaders.ALLOW);
        if (methods == null || context.response().getStatusCode() >= 300) {
            return;
        }
        context.response().setStatusCode(204);
        answer.remove(HttpHeaders.CONTENT_LENGTH).remove(HttpHeaders.CONTENT_TYPE);
        answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods)
                .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_IS_KEPT);
        if (askedHeaders != null) {
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, askedHeaders);
        }
    }

    private static void refuse(RoutingContext context, String why) {
        context.response().headers().remove(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
        Refusal.send(context, 403, "Forbidden", why);
    }
}
