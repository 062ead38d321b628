package io.footfall.web;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.vertx.core.http.impl.HttpUtils;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.mapping.URITemplate;

/**
 * The path templates of all operations, such as {@code /api/stories/{id}}, and the one that a path is of. Both come from the tables by which
 * RESTEasy Reactive routes requests, so that they need no list of their own. Finding a template costs what routing a request costs.
 */
@Singleton
class RouteTemplates {

    /** Where RESTEasy Reactive leaves the template of the operation that a request reached, for metrics. */
    static final String LOCAL = "UrlPathTemplate";

    private static final Pattern SLASHES = Pattern.compile("//+");

    /** RESTEasy Reactive has built its tables by the time of the first request, not when beans are made. */
    private record Routes(RequestMapper<InitialMatch> classes, Set<String> templates) {

        static Routes of(Deployment deployment) {
            Set<String> templates = new HashSet<>();
            deployment.getClassMappers().forEach(type -> mappersOf(type.value).forEach(mapper -> mapper.getTemplates()
                    .forEach(method -> templates.add(join(type.template, method.template)))));
            return new Routes(new RequestMapper<>(deployment.getClassMappers()), Set.copyOf(templates));
        }
    }

    private volatile Routes routes;

    /** The templates of all operations. */
    Set<String> all() {
        return routes().templates();
    }

    /**
     * Finds the template that a path is of, whether or not the operation takes the method of the request.
     *
     * @param path the path of a request as it was sent; may be null or malformed
     * @return empty where no operation has such a path
     */
    Optional<String> find(String path) {
        return normalized(path).flatMap(this::match);
    }

    private static Optional<String> normalized(String path) {
        try {
            return Optional.ofNullable(HttpUtils.normalizePath(path));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private Optional<String> match(String path) {
        RequestMapper<InitialMatch> classes = routes().classes();
        RequestMatch<InitialMatch> type = classes.map(path);
        while (type != null) {
            String remaining = type.remaining.isEmpty() ? "/" : type.remaining;
            URITemplate template = type.template;
            Optional<String> found = mappersOf(type.value).stream()
                    .map(mapper -> mapper.map(remaining))
                    .filter(Objects::nonNull)
                    .map(method -> method.template)
                    // The greatest is the most specific: a literal, then a variable.
                    .max(Comparator.naturalOrder())
                    .map(method -> join(template, method));
            if (found.isPresent()) {
                return found;
            }
            type = classes.continueMatching(path, type);
        }
        return Optional.empty();
    }

    /** One for each HTTP method that the class takes. */
    private static Collection<RequestMapper<RuntimeResource>> mappersOf(InitialMatch type) {
        return type.handlers.length > 0 && type.handlers[0] instanceof ClassRoutingHandler methods
                ? methods.getMappers().values()
                : Set.of();
    }

    private static String join(URITemplate type, URITemplate method) {
        return tidy("/" + type.template + "/" + method.template);
    }

    /** A template with one slash between its parts and none at its end, as all of these are. */
    static String tidy(String template) {
        String tidied = template.contains("//") ? SLASHES.matcher(template).replaceAll("/") : template;
        return tidied.length() > 1 && tidied.endsWith("/") ? tidied.substring(0, tidied.length() - 1) : tidied;
    }

    private Routes routes() {
        if (routes == null) {
            routes = Routes.of(ResteasyReactiveRecorder.getCurrentDeployment());
        }
        return routes;
    }
}
