package io.footfall.capability.cache;

/** Values of one cache that are no longer valid. */
public final class PendingInvalidation {

    private final NamedCache<?> cache;
    private final Invalidation message;

    PendingInvalidation(NamedCache<?> cache, Invalidation message) {
        this.cache = cache;
        this.message = message;
    }

    NamedCache<?> cache() {
        return cache;
    }

    Invalidation message() {
        return message;
    }

    void apply() {
        cache.apply(message);
    }
}
