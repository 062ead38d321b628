package io.footfall.capability.ratelimit;

import io.footfall.platform.web.UnknownItemException;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The configured policies by name. */
@Singleton
class Policies {

    private final Map<String, Policy> byName = new TreeMap<>();

    Policies(RateLimitSettings settings) {
        settings.policies().forEach((name, policy) -> byName.put(name, new Policy(name, policy)));
    }

    Optional<Policy> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The policy that a caller names.
     *
     * @throws UnknownItemException where there is no such policy
     */
    Policy named(String name) {
        return find(name).orElseThrow(() -> new UnknownItemException("rate-limit policy"));
    }

    Collection<Policy> all() {
        return byName.values();
    }
}
