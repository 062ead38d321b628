package io.footfall.platform.web;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * One of {@link FastPaths}.
 *
 * @param template path with one variable, which is an id
 * @param before what of a path comes before the id
 * @param after what comes after it
 * @param isPlain which requests it answers
 * @param action answers for an id
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

    /** The id that a request is for; null where the request is for something else, or takes more than this to read. */
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
