package io.footfall.platform.web;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Hot operations whose simplest requests are answered before JAX-RS. The JAX-RS handler chain, the CDI request scope of
 * each request and the extra turn of the event loop for each response cost a fifth of the service's time for a view.
 * All other requests are answered by the resource of the same path. Fired as a CDI event at startup; observers add
 * their operations.
 */
public final class FastPaths {

    private final List<FastPath> all = new ArrayList<>();

    FastPaths() {}

    /**
     * Adds a fast path for a POST whose response is JSON. Requests with a query, or whose {@code Accept} header asks
     * for another content type, do not use it.
     *
     * @param template path of a resource method with {@link HasFastPath}; it has one variable, which is an id
     * @param isPlain which requests the fast path handles; must have no side effects
     * @param action computes the response for an id. The status is 200 unless the response implements
     *     {@link HasStatus}. A failure, thrown or in the {@code Uni}, gets the same problem response as a failure of
     *     the resource
     */
    public void post(
            String template, Predicate<RoutingContext> isPlain, BiFunction<String, RoutingContext, Uni<?>> action) {
        all.add(FastPath.of(template, isPlain, action));
    }

    List<FastPath> all() {
        return List.copyOf(all);
    }
}
