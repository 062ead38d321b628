package io.footfall.platform.cors;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Whose pages may call. */
@ConfigMapping(prefix = "footfall.cors")
interface CorsSettings {

    /** Origins such as {@code https://www.example.org}; none: pages of the own origin alone. */
    Optional<List<String>> origins();
}
