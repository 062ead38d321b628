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

/** The paths that this service takes and the methods that each of them takes, read off the resources themselves but for two pages. */
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

        /** Whether a path has this form: a variable takes any one segment. */
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

    /** Resources are there once the application has started, which is after beans are made. */
    private volatile Routes routes;

    /** For CDI. */
    ApiRoutes() {}

    /**
     * The methods that a path takes.
     *
     * @param path path of a request, normalized
     * @return names of methods in the order of the alphabet, {@code OPTIONS} among them; empty for a path that is not taken
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
     * The template of a path, whatever the method of the request.
     *
     * @param path path of a request, normalized
     * @return the template with the fewest variables, such as {@code /api/stories/{id}}; empty for a path that is not taken
     */
    Optional<String> templateOf(String path) {
        return routes().of(path).max(Comparator.comparingLong(Route::literals)).map(Route::template);
    }

    /** The templates of all paths that are taken. */
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

    /** A slash at the end makes no difference, as for resources. */
    private static String[] segmentsOf(String path) {
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1);
    }
}
