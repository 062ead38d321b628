package io.footfall.platform.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpUtils;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The labels of a request in metrics and traces. Every label comes from a fixed set, whatever a client sends, because a
 * label value that a client can choose would create a time series that is kept forever.
 */
@Singleton
class RequestLabels {

    /** Label of the path if the path matches no operation. */
    static final String UNMATCHED = "UNMATCHED";

    /** Label of the method if it is not one of the known methods. */
    static final String OTHER = "OTHER";

    /**
     * Key of the context-local value in which RESTEasy Reactive stores the path template of the matched operation.
     * Metrics read the template from there.
     */
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

    /** Returns the label of a method: its name, or {@link #OTHER}. */
    static String ofMethod(String name) {
        return METHOD_NAMES.contains(name) ? name : OTHER;
    }

    /** Returns a template in the form of all labels: one slash between segments and no slash at the end. */
    static String tidied(String template) {
        String tidied = template.contains("//") ? SLASHES.matcher(template).replaceAll("/") : template;
        return tidied.length() > 1 && tidied.endsWith("/") ? tidied.substring(0, tidied.length() - 1) : tidied;
    }

    /**
     * Returns the label of a path.
     *
     * @param path path of a request as sent; may be null or malformed
     * @return the template of the operation, the root in {@link PublicPaths#FILES} that contains the path, or
     *     {@link #UNMATCHED}
     */
    String ofPath(String path) {
        return normalized(path)
                .flatMap(sent -> routes.templateOf(sent).or(() -> filesOf(sent)))
                .orElse(UNMATCHED);
    }

    /** Returns the path in the form that routing uses; empty if it is null or malformed. */
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

    /** Whether a label of a path is the template of an operation or {@link #UNMATCHED}. */
    boolean isOfPath(String label) {
        return label.equals(UNMATCHED) || routes.templates().contains(label);
    }
}
