package io.footfall.web;

import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
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

    private final RouteTemplates templates;

    RequestLabels(RouteTemplates templates) {
        this.templates = templates;
    }

    static boolean isRegistered(HttpMethod method) {
        return METHODS.contains(method);
    }

    /** The label of a method: its name, or {@link #OTHER}. */
    static String ofMethod(String name) {
        return METHOD_NAMES.contains(name) ? name : OTHER;
    }

    /**
     * The label of a path.
     *
     * @param path the path of a request as it was sent; may be null or malformed
     * @return the template of the operation, the root of the files that it is among, or {@link #UNMATCHED}
     */
    String ofPath(String path) {
        return templates.find(path).or(() -> filesOf(path)).orElse(UNMATCHED);
    }

    private static Optional<String> filesOf(String path) {
        return path == null
                ? Optional.empty()
                : PublicPaths.FILES.stream()
                        .filter(root -> PublicPaths.isBelow(root, path))
                        .findFirst();
    }

    /** Whether a label of a path is one of those that this class gives. */
    boolean isOfPath(String label) {
        return label.equals(UNMATCHED)
                || PublicPaths.FILES.contains(label)
                || templates.all().contains(label);
    }
}
