package io.footfall.capability.cache;

/** A prepared invalidation of values of one cache, see {@link Caches#invalidate}. */
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
