package io.footfall.platform.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpUtils;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What metrics and traces call a request. Every label is one of a fixed set, whatever a client sends: a value that a client makes up would be
 * a time series that is kept for ever.
 */
@Singleton
class RequestLabels {

    /** Of requests whose path no operation has. */
    static final String UNMATCHED = "UNMATCHED";

    /** Of requests whose method is none of the registered ones. */
    static final String OTHER = "OTHER";

    /** Where RESTEasy Reactive leaves the template of the operation that a request reached: metrics look for it there. */
    static final String TEMPLATE = "UrlPathTemplate";

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS,
            HttpMethod.PATCH);

    private static final Set<String> METHOD_NAMES =
            METHODS.stream().map(HttpMethod::name).collect(Collectors.toUnmodifiableSet());

    private static final Pattern SLASHES = Pattern.compile("//+");

    private final ApiRoutes routes;

    RequestLabels(ApiRoutes routes) {
        this.routes = routes;
    }

    static boolean isRegistered(HttpMethod method) {
        return METHODS.contains(method);
    }

    /** The label of a method: its name, or {@link #OTHER}. */
    static String ofMethod(String name) {
        return METHOD_NAMES.contains(name) ? name : OTHER;
    }

    /** A template with one slash between its parts and none at its end, as all labels are. */
    static String tidied(String template) {
        String tidied = template.contains("//") ? SLASHES.matcher(template).replaceAll("/") : template;
        return tidied.length() > 1 && tidied.endsWith("/") ? tidied.substring(0, tidied.length() - 1) : tidied;
    }

    /**
     * The label of a path.
     *
     * @param path the path of a request as it was sent; may be null or malformed
     * @return the template of the operation, the root of the files that it is among, or {@link #UNMATCHED}
     */
    String ofPath(String path) {
        return normalized(path)
                .flatMap(sent -> routes.templateOf(sent).or(() -> filesOf(sent)))
                .orElse(UNMATCHED);
    }

    /** As requests are routed by it. */
    private static Optional<String> normalized(String path) {
        try {
            return Optional.ofNullable(HttpUtils.normalizePath(path));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<String> filesOf(String path) {
        return PublicPaths.FILES.stream()
                .filter(root -> PublicPaths.isBelow(root, path))
                .findFirst();
    }

    /** Whether a label of a path is one of those that this class gives. */
    boolean isOfPath(String label) {
        return label.equals(UNMATCHED) || routes.templates().contains(label);
    }
}
