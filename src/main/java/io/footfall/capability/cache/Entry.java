package io.footfall.capability.cache;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.footfall.platform.web.OwnJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * A cached value, or the information that no value exists. Holds the JSON; the object is deserialized on first use and
 * kept.
 */
final class Entry<T> {

    private static final byte[] NOTHING = {};

    private final Format<T> format;
    private final byte[] json;
    private final Set<String> tags;
    private final long stamp;
    private final String etag;
    private final EntryLifetime lifetime;
    private volatile T value;
    private volatile long retryAt;

    /** Serializes values to JSON and deserializes them. */
    record Format<T>(ObjectMapper mapper, ObjectReader reader) {

        static <T> Format<T> of(ObjectMapper mapper, Type type) {
            return new Format<>(mapper, OwnJson.readerFor(mapper, mapper.constructType(type)));
        }

        private T read(byte[] json) {
            try {
                return reader.readValue(json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] write(T value) {
            try {
                return mapper.writeValueAsBytes(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Entry(Format<T> format, byte[] json, T value, Set<String> tags, long stamp, EntryLifetime lifetime) {
        this.format = format;
        this.json = json;
        this.value = value;
        this.tags = tags;
        this.stamp = stamp;
        this.lifetime = lifetime;
        this.etag = etagOf(json);
    }

    static <T> Entry<T> loaded(Format<T> format, T value, Set<String> tags, long stamp, EntryLifetime lifetime) {
        return new Entry<>(format, format.write(value), value, tags, stamp, lifetime);
    }

    static <T> Entry<T> shared(Format<T> format, byte[] json, Set<String> tags, long stamp, EntryLifetime lifetime) {
        return new Entry<>(format, json, null, tags, stamp, lifetime);
    }

    static <T> Entry<T> missing(EntryLifetime lifetime) {
        return new Entry<>(null, NOTHING, null, Set.of(), 0, lifetime);
    }

    Entry<T> with(T newer) {
        return loaded(format, newer, tags, stamp, lifetime);
    }

    private static String etagOf(byte[] json) {
        CRC32C sum = new CRC32C();
        sum.update(json);
        return '"' + Long.toHexString(sum.getValue()) + '-' + Integer.toHexString(json.length) + '"';
    }

    boolean isMissing() {
        return format == null;
    }

    T value() {
        T known = value;
        if (known == null) {
            known = format.read(json);
            value = known;
        }
        return known;
    }

    byte[] json() {
        return json;
    }

    Set<String> tags() {
        return tags;
    }

    /**
     * Returns the Redis stamp of the entry, or 0 if it was loaded without level 2. A larger stamp means a newer entry.
     */
    long stamp() {
        return stamp;
    }

    String etag() {
        return etag;
    }

    EntryLifetime life() {
        return lifetime;
    }

    /**
     * Delays the next refresh of this entry until {@code time} (epoch milliseconds), after a refresh failed or while
     * another replica loads the value.
     */
    void retryAt(long time) {
        retryAt = time;
    }

    boolean mayRefresh(long now) {
        return now >= retryAt;
    }
}
