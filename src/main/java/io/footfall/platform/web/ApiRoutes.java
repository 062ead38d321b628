package io.footfall.platform.web;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/**
 * The paths of the API and the methods that each path accepts. They are read from the JAX-RS resources; only the two
 * paths of {@link PublicPaths#FILES} are added by hand.
 */
@Singleton
public class ApiRoutes {

    private static final String GET = "GET";
    private static final String HEAD = "HEAD";
    private static final String OPTIONS = "OPTIONS";

    private record Route(String template, String[] segments, long literals, Set<String> methods) {

        private static Route of(String template, Set<String> methods) {
            String[] segments = segmentsOf(template);
            long literals = Arrays.stream(segments)
                    .filter(segment -> !isVariable(segment))
                    .count();
            return new Route(template, segments, literals, methods);
        }

        /** Whether a path matches this template. A variable matches any one segment that is not empty. */
        private boolean matches(String[] path) {
            if (path.length != segments.length) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                if (isVariable(segments[i]) ? path[i].isEmpty() : !segments[i].equals(path[i])) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isVariable(String segment) {
            return segment.startsWith("{");
        }
    }

    private record Routes(List<Route> all, Set<String> templates) {

        private Stream<Route> of(String path) {
            String[] segments = segmentsOf(path);
            return all.stream().filter(route -> route.matches(segments));
        }
    }

    /**
     * The routes; null before the first call. They are read lazily, because the resources are registered only once the
     * application has started, and beans are created before that.
     */
    private volatile Routes routes;

    /** For CDI. */
    ApiRoutes() {}

    /**
     * Returns the methods that a path accepts.
     *
     * @param path path of a request, normalized
     * @return names of methods in alphabetical order, including {@code OPTIONS}, and {@code HEAD} where {@code GET} is
     *     accepted; empty for an unknown path
     */
    public Set<String> methodsOf(String path) {
        Set<String> methods = routes().of(path)
                .flatMap(route -> route.methods().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains(GET)) {
            methods.add(HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(OPTIONS);
        }
        return methods;
    }

    /**
     * Returns the template of a path, whatever the method of the request.
     *
     * @param path path of a request, normalized
     * @return the matching template with the fewest variables, such as {@code /api/stories/{id}}; empty for an unknown
     *     path
     */
    Optional<String> templateOf(String path) {
        return routes().of(path).max(Comparator.comparingLong(Route::literals)).map(Route::template);
    }

    /** Returns the templates of all paths. */
    Set<String> templates() {
        return routes().templates();
    }

    private Routes routes() {
        if (routes == null) {
            routes = read();
        }
        return routes;
    }

    private static Routes read() {
        Map<String, Set<String>> methods = new TreeMap<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                null, ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                        methods.computeIfAbsent(RequestLabels.tidied(path), key -> new TreeSet<>())
                                .add(method);
                    }
                });
        PublicPaths.FILES.forEach(page -> methods.put(page, Set.of(GET)));
        List<Route> all = new ArrayList<>();
        methods.forEach((template, taken) -> all.add(Route.of(template, taken)));
        return new Routes(List.copyOf(all), Set.copyOf(methods.keySet()));
    }

    /** Splits a path into segments. A slash at the end is ignored, as JAX-RS does for resources. */
    private static String[] segmentsOf(String path) {
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1);
    }
}
