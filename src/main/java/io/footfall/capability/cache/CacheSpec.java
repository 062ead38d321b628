package io.footfall.capability.cache;

import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The declaration of a named cache.
 *
 * <pre>{@code
 * CacheSpec.named("story", Story.class)
 *         .ttl(Duration.ofMinutes(5))
 *         .staleTtl(Duration.ofHours(1))
 *         .tags(story -> Set.of("author:" + story.authorId()))
 *         .build();
 * }</pre>
 *
 * @param <T> the type of the values; serialized as JSON
 */
public final class CacheSpec<T> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final Builder<T> values;

    private CacheSpec(Builder<T> values) {
        this.values = values;
    }

    /**
     * Begins a declaration with the defaults: fresh for 5 minutes, usable while stale up to 1 hour after the load,
     * 10,000 values in level 1.
     *
     * @param name 1 to 32 characters of {@code a-z 0-9 -}, the first a letter; used in metrics, Redis keys and the
     *     admin API
     * @param type the class of the values
     * @param <T> the type of the values
     * @return the builder
     * @throws IllegalArgumentException if the name is invalid
     */
    public static <T> Builder<T> named(String name, Class<T> type) {
        return new Builder<>(name, type);
    }

    /**
     * Begins a declaration as {@link #named(String, Class)} does, for values of a generic type.
     *
     * @param name 1 to 32 characters of {@code a-z 0-9 -}, the first a letter; used in metrics, Redis keys and the
     *     admin API
     * @param type the type of the values
     * @param <T> the type of the values
     * @return the builder
     * @throws IllegalArgumentException if the name is invalid
     */
    public static <T> Builder<T> named(String name, TypeReference<T> type) {
        return new Builder<>(name, type.getType());
    }

    String name() {
        return values.name;
    }

    Type type() {
        return values.type;
    }

    Duration ttl() {
        return values.ttl;
    }

    Duration staleTtl() {
        return values.staleTtl;
    }

    Duration missingTtl() {
        return values.missingTtl;
    }

    double jitter() {
        return values.jitter;
    }

    double refreshAhead() {
        return values.refreshAhead;
    }

    double beta() {
        return values.beta;
    }

    Duration softTimeout() {
        return values.softTimeout;
    }

    Duration hardTimeout() {
        return values.hardTimeout;
    }

    long size() {
        return values.size;
    }

    boolean isEnabled() {
        return values.enabled;
    }

    boolean isShared() {
        return values.shared;
    }

    Predicate<T> sharedIf() {
        return values.sharedIf;
    }

    Function<T, Set<String>> tags() {
        return values.tags;
    }

    /**
     * Builds a {@link CacheSpec}.
     *
     * @param <T> the type of the values
     */
    public static final class Builder<T> {

        private final String name;
        private final Type type;
        private Duration ttl = Duration.ofMinutes(5);
        private Duration staleTtl = Duration.ofHours(1);
        private Duration missingTtl = Duration.ofSeconds(30);
        private double jitter = 0.1;
        private double refreshAhead = 1;
        private double beta = 1;
        private Duration softTimeout = Duration.ZERO;
        private Duration hardTimeout = Duration.ofSeconds(5);
        private long size = 10_000;
        private boolean enabled = true;
        private boolean shared = true;
        private Predicate<T> sharedIf = value -> true;
        private Function<T, Set<String>> tags = value -> Set.of();

        private Builder(String name, Type type) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("no name for a cache: " + name);
            }
            this.name = name;
            this.type = type;
        }

        /**
         * Sets the time to live: how long a value is fresh. {@link #jitter} makes it a little shorter for each value.
         *
         * @param duration more than zero; 5 minutes by default
         * @return this
         */
        public Builder<T> ttl(Duration duration) {
            ttl = duration;
            return this;
        }

        /**
         * Sets the age up to which a stale value may be returned while a fresh one is loaded, or if the load fails.
         *
         * @param duration since the load; raised to the ttl if less; 1 hour by default
         * @return this
         */
        public Builder<T> staleTtl(Duration duration) {
            staleTtl = duration;
            return this;
        }

        /**
         * Sets how long the cache remembers that a value does not exist. Such entries are kept only in level 1, which
         * is bounded, so that ids that do not exist use no memory in Redis.
         *
         * @param duration zero to not remember it; 30 seconds by default
         * @return this
         */
        public Builder<T> missingTtl(Duration duration) {
            missingTtl = duration;
            return this;
        }

        /**
         * Sets the jitter of the ttl, so that values loaded at the same time do not expire at the same time.
         *
         * @param share greatest share of the ttl that is subtracted at random, 0 to 1; 0.1 by default
         * @return this
         */
        public Builder<T> jitter(double share) {
            jitter = share;
            return this;
        }

        /**
         * Sets the share of the ttl after which a read refreshes the value in the background.
         *
         * @param share share of the ttl, 0 to 1; 1, the default, disables it
         * @return this
         */
        public Builder<T> refreshAhead(double share) {
            refreshAhead = share;
            return this;
        }

        /**
         * Sets how eagerly values that are slow to load are refreshed early (XFetch), see {@link EntryLifetime#isDue}.
         *
         * @param factor 0 disables it, 1 is the default, larger values refresh earlier
         * @return this
         */
        public Builder<T> beta(double factor) {
            beta = factor;
            return this;
        }

        /**
         * Sets how long a read of a stale value waits for the fresh value before it returns the stale one.
         *
         * @param duration zero, the default, to return the stale value immediately
         * @return this
         */
        public Builder<T> softTimeout(Duration duration) {
            softTimeout = duration;
            return this;
        }

        /**
         * Sets the timeout of a load. A load that takes longer fails.
         *
         * @param duration at most 30 seconds; 5 seconds by default
         * @return this
         */
        public Builder<T> hardTimeout(Duration duration) {
            hardTimeout = duration;
            return this;
        }

        /**
         * Sets the capacity of level 1. A value counts as one, plus one for each full 4 KiB of its JSON.
         *
         * @param most number of values, more than zero; 10,000 by default
         * @return this
         */
        public Builder<T> size(long most) {
            size = most;
            return this;
        }

        /**
         * Sets whether the cache is enabled.
         *
         * @param use false to load on every read
         * @return this
         */
        public Builder<T> enabled(boolean use) {
            enabled = use;
            return this;
        }

        /**
         * Keeps the values in level 1 only. Use it for values that are cheap to load or change between reads.
         * Invalidations still reach all replicas.
         *
         * @return this
         */
        public Builder<T> local() {
            shared = false;
            return this;
        }

        /**
         * Selects the values that are stored in Redis. Use it to exclude values whose keys a client can make up, such
         * as empty lists, because they would fill the memory of Redis.
         *
         * @param worth whether to store a value in Redis
         * @return this
         */
        public Builder<T> sharedIf(Predicate<T> worth) {
            sharedIf = worth;
            return this;
        }

        /**
         * Sets the function that returns the tags of a value. A value can be invalidated by each of its tags.
         *
         * @param of returns the tags of a value, each 1 to 100 characters without line breaks
         * @return this
         */
        public Builder<T> tags(Function<T, Set<String>> of) {
            tags = of;
            return this;
        }

        /**
         * Builds the declaration.
         *
         * @return the declaration
         */
        public CacheSpec<T> build() {
            if (staleTtl.compareTo(ttl) < 0) {
                staleTtl = ttl;
            }
            return new CacheSpec<>(this);
        }
    }
}
