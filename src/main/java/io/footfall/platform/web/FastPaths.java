package io.footfall.platform.web;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Hot operations, which are answered before JAX-RS in their plainest form: its chain of handlers, its scope for each request and its
 * turn of the event loop for each answer cost a fifth of what the service takes for a view. All other requests are answered by the
 * resource of the same path. Fired as an event at the start, so that whoever observes it can add to it.
 */
public final class FastPaths {

    private final List<FastPath> all = new ArrayList<>();

    FastPaths() {}

    /**
     * Adds the plain form of a POST that answers JSON. A request with a query, or for which another form of answer is asked, is not one.
     *
     * @param template path of a resource method that is {@link HasFastPath}, with one variable, which is an id
     * @param isPlain which requests are answered here; changes nothing
     * @param action answers for an id, with 200 unless the answer is one that {@link HasStatus}; a failure, thrown or answered, gets the same problem as one of the resource
     */
    public void post(
            String template, Predicate<RoutingContext> isPlain, BiFunction<String, RoutingContext, Uni<?>> action) {
        all.add(FastPath.of(template, isPlain, action));
    }

    List<FastPath> all() {
        return List.copyOf(all);
    }
}
