package io.footfall.platform.cors;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Settings of cross-origin resource sharing. */
@ConfigMapping(prefix = "footfall.cors")
interface CorsSettings {

    /**
     * Allowed origins, such as {@code https://www.example.org}. Pages of the service's own origin are always allowed.
     */
    Optional<List<String>> origins();
}
