package io.footfall.platform.web;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * One of the {@link FastPaths}.
 *
 * @param template path with one variable, which is an id
 * @param before the part of the path before the id
 * @param after the part of the path after the id
 * @param isPlain whether the fast path handles a request; has no side effects
 * @param action computes the response for an id
 */
record FastPath(
        String template,
        String before,
        String after,
        Predicate<RoutingContext> isPlain,
        BiFunction<String, RoutingContext, Uni<?>> action) {

    static FastPath of(
            String template, Predicate<RoutingContext> isPlain, BiFunction<String, RoutingContext, Uni<?>> action) {
        return new FastPath(
                template,
                template.substring(0, template.indexOf('{')),
                template.substring(template.indexOf('}') + 1),
                isPlain,
                action);
    }

    /**
     * Returns the id in the path of a request; null if the path does not match, the id is not valid (for example
     * percent-encoded), or the request has a query. The resource of the same path handles such a request.
     */
    String idOf(HttpServerRequest request) {
        String path = request.path();
        if (path == null || !path.endsWith(after) || !path.startsWith(before)) {
            return null;
        }
        int end = path.length() - after.length();
        String id = end > before.length() ? path.substring(before.length(), end) : "";
        return Ids.isId(id) && request.query() == null ? id : null;
    }
}
