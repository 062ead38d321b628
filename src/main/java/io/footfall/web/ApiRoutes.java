package io.footfall.web;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

/** The paths that this service takes and the methods that each of them takes, read off the resources themselves but for two pages. */
@Singleton
public class ApiRoutes {

    private static final String GET = "GET";
    private static final String HEAD = "HEAD";
    private static final String OPTIONS = "OPTIONS";

    /** What pages of others, and people, ask for; served as files. */
    private static final List<String> PAGES = List.of("/admin", "/footfall.js");

    private record Route(String[] template, Set<String> methods) {

        /** Whether a path has this form: a variable takes any one segment. */
        private boolean matches(String[] path) {
            if (path.length != template.length) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                boolean isVariable = template[i].startsWith("{");
                if (isVariable ? path[i].isEmpty() : !template[i].equals(path[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Resources are there once the application has started, which is after beans are made. */
    private volatile List<Route> routes;

    /** For CDI. */
    ApiRoutes() {}

    /**
     * The methods that a path takes.
     *
     * @param path path of a request, normalized
     * @return names of methods in the order of the alphabet, {@code OPTIONS} among them; empty for a path that is not taken
     */
    public Set<String> methodsOf(String path) {
        String[] segments = segmentsOf(path);
        Set<String> methods = new TreeSet<>();
        for (Route route : all()) {
            if (route.matches(segments)) {
                methods.addAll(route.methods());
            }
        }
        if (methods.contains(GET)) {
            methods.add(HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(OPTIONS);
        }
        return methods;
    }

    private List<Route> all() {
        if (routes == null) {
            routes = read();
        }
        return routes;
    }

    private static List<Route> read() {
        Map<String, Set<String>> methods = new TreeMap<>();
        RuntimeResourceVisitor.visitRuntimeResources(
                null, ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(), new RuntimeResourceVisitor() {
                    @Override
                    public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
                        methods.computeIfAbsent(path, key -> new TreeSet<>()).add(method);
                    }
                });
        PAGES.forEach(page -> methods.put(page, Set.of(GET)));
        List<Route> read = new ArrayList<>();
        methods.forEach((path, taken) -> read.add(new Route(segmentsOf(path), taken)));
        return List.copyOf(read);
    }

    /** A slash at the end makes no difference, as for resources. */
    private static String[] segmentsOf(String path) {
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1);
    }
}
