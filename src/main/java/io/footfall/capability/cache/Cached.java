package io.footfall.capability.cache;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a cache answers.
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
     * Where it came from.
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
     * The value.
     *
     * @return empty where there is none
     */
    public Optional<T> value() {
        return entry.isMissing() ? Optional.empty() : Optional.of(entry.value());
    }

    /**
     * The value.
     *
     * @param missing what to throw where there is none
     * @return the value
     */
    public T orElseThrow(Supplier<? extends RuntimeException> missing) {
        if (entry.isMissing()) {
            throw missing.get();
        }
        return entry.value();
    }

    /**
     * Insists on a value.
     *
     * @param missing what to throw where there is none
     * @return this
     */
    public Cached<T> required(Supplier<? extends RuntimeException> missing) {
        if (entry.isMissing()) {
            throw missing.get();
        }
        return this;
    }

    /**
     * The same with a value that is known to be newer.
     *
     * @param newer the value
     * @return a value that came from where this came from
     */
    public Cached<T> with(T newer) {
        return new Cached<>(entry.with(newer), status, freshForMillis);
    }

    /**
     * The value as it is sent.
     *
     * @return JSON in UTF-8; not to be changed
     */
    public byte[] json() {
        return entry.json();
    }

    /**
     * Tells this version of the value from others.
     *
     * @return an entity tag with its quotes
     */
    public String etag() {
        return entry.etag();
    }

    /**
     * How long the value is fresh.
     *
     * @return milliseconds, 0 for a stale one
     */
    public long freshForMillis() {
        return freshForMillis;
    }
}
