package io.footfall.platform.cors;

import io.footfall.platform.identity.OwnOrigin;
import io.footfall.platform.web.Origin;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The origins whose pages may call the API: the configured origins and the service's own origin. */
@Singleton
class AllowedOrigins {

    /** The configured origins, in the form that browsers send. */
    private final Set<String> configured;

    private final OwnOrigin own;

    AllowedOrigins(CorsSettings settings, OwnOrigin own) {
        this.own = own;
        this.configured = settings.origins().orElse(List.of()).stream()
                .map(String::strip)
                .map(Origin::of)
                .flatMap(Optional::stream)
                .map(Origin::toString)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a page of an origin may send a request. {@code text} is the value of the {@code Origin} header. */
    boolean include(String text, HttpServerRequest request) {
        if (configured.contains(text)) {
            return true;
        }
        Optional<Origin> origin = Origin.of(text);
        return origin.isPresent() && (configured.contains(origin.get().toString()) || origin.equals(own.of(request)));
    }
}
