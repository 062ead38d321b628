package io.footfall.capability.cache;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The result of a read from a cache: a value, or the information that no value exists.
 *
 * @param <T> the type of the value
 */
public final class Cached<T> {

    private final Entry<T> entry;
    private final CacheStatus status;
    private final long freshForMillis;

    Cached(Entry<T> entry, CacheStatus status, long freshForMillis) {
        this.entry = entry;
        this.status = status;
        this.freshForMillis = Math.max(0, freshForMillis);
    }

    /**
     * Returns how the cache answered the read.
     *
     * @return the status
     */
    public CacheStatus status() {
        return status;
    }

    boolean isMissing() {
        return entry.isMissing();
    }

    /**
     * Returns the value.
     *
     * @return the value, or empty if none exists
     */
    public Optional<T> value() {
        return entry.isMissing() ? Optional.empty() : Optional.of(entry.value());
    }

    /**
     * Returns the value, or throws if none exists.
     *
     * @param missing supplies the exception to throw if no value exists
     * @return the value
     */
    public T orElseThrow(Supplier<? extends RuntimeException> missing) {
        if (entry.isMissing()) {
            throw missing.get();
        }
        return entry.value();
    }

    /**
     * Checks that a value exists.
     *
     * @param missing supplies the exception to throw if no value exists
     * @return this
     */
    public Cached<T> required(Supplier<? extends RuntimeException> missing) {
        if (entry.isMissing()) {
            throw missing.get();
        }
        return this;
    }

    /**
     * Returns a copy with a newer value and the same status and lifetime.
     *
     * @param newer the newer value
     * @return the copy
     */
    public Cached<T> with(T newer) {
        return new Cached<>(entry.with(newer), status, freshForMillis);
    }

    /**
     * Returns the value as it is sent to clients.
     *
     * @return JSON in UTF-8; the caller must not modify the array
     */
    public byte[] json() {
        return entry.json();
    }

    /**
     * Returns the entity tag of this version of the value.
     *
     * @return the entity tag, quotes included
     */
    public String etag() {
        return entry.etag();
    }

    /**
     * Returns the remaining time for which the value is fresh.
     *
     * @return milliseconds; 0 if the value is stale
     */
    public long freshForMillis() {
        return freshForMillis;
    }
}
