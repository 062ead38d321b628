package io.footfall.capability.cache;

import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Declares a named cache.
 *
 * <pre>{@code
 * CacheSpec.named("story", Story.class)
 *         .ttl(Duration.ofMinutes(5))
 *         .staleTtl(Duration.ofHours(1))
 *         .tags(story -> Set.of("author:" + story.authorId()))
 *         .build();
 * }</pre>
 *
 * @param <T> what it holds; written and read as JSON
 */
public final class CacheSpec<T> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final Builder<T> values;

    private CacheSpec(Builder<T> values) {
        this.values = values;
    }

    /**
     * Begins a declaration with defaults: fresh for 5 minutes, stale for an hour, 10,000 values in level 1.
     *
     * @param name 1 to 32 characters of {@code a-z 0-9 -}; in metrics, keys and the admin API
     * @param type the class of the values
     * @param <T> the type of the values
     * @return the declaration so far
     */
    public static <T> Builder<T> named(String name, Class<T> type) {
        return new Builder<>(name, type);
    }

    /**
     * The same for values of a generic type.
     *
     * @param name 1 to 32 characters of {@code a-z 0-9 -}; in metrics, keys and the admin API
     * @param type the type of the values
     * @param <T> the type of the values
     * @return the declaration so far
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
     * A declaration under way.
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
         * How long a value is fresh; a little less for each, see {@link #jitter}.
         *
         * @param duration over zero
         * @return this
         */
        public Builder<T> ttl(Duration duration) {
            ttl = duration;
            return this;
        }

        /**
         * How old a value may be and still be answered while a fresh one is loaded, or where none can be had.
         *
         * @param duration from the load on; less than the ttl counts as the ttl
         * @return this
         */
        public Builder<T> staleTtl(Duration duration) {
            staleTtl = duration;
            return this;
        }

        /**
         * How long it is remembered that there is no such value. Only in level 1, which is bounded, so that keys that do not
         * exist cost Redis nothing.
         *
         * @param duration zero: not at all
         * @return this
         */
        public Builder<T> missingTtl(Duration duration) {
            missingTtl = duration;
            return this;
        }

        /**
         * Lets values that were loaded together not expire together.
         *
         * @param share of the ttl that is taken off at random, 0 to 1
         * @return this
         */
        public Builder<T> jitter(double share) {
            jitter = share;
            return this;
        }

        /**
         * Refreshes a value in the background when it is read after this share of its ttl.
         *
         * @param share of the ttl, 0 to 1; 1 is never
         * @return this
         */
        public Builder<T> refreshAhead(double share) {
            refreshAhead = share;
            return this;
        }

        /**
         * How eagerly costly values are refreshed early, see {@link Freshness}.
         *
         * @param factor 0: never, 1: as a rule, more: earlier
         * @return this
         */
        public Builder<T> beta(double factor) {
            beta = factor;
            return this;
        }

        /**
         * How long a read of a stale value waits for a fresh one.
         *
         * @param duration zero: it takes the stale one at once
         * @return this
         */
        public Builder<T> softTimeout(Duration duration) {
            softTimeout = duration;
            return this;
        }

        /**
         * How long a load may take before it has failed.
         *
         * @param duration up to 30 seconds
         * @return this
         */
        public Builder<T> hardTimeout(Duration duration) {
            hardTimeout = duration;
            return this;
        }

        /**
         * How many values level 1 holds; one over 4 KiB counts as several.
         *
         * @param most over zero
         * @return this
         */
        public Builder<T> size(long most) {
            size = most;
            return this;
        }

        /**
         * Whether anything is cached at all.
         *
         * @param use false: every read loads
         * @return this
         */
        public Builder<T> enabled(boolean use) {
            enabled = use;
            return this;
        }

        /**
         * Keeps values out of Redis: for what is cheap to load or changes with every look. Invalidations still reach all
         * replicas.
         *
         * @return this
         */
        public Builder<T> local() {
            shared = false;
            return this;
        }

        /**
         * Keeps some values out of Redis: those that anybody could have made up a key for, such as empty lists.
         *
         * @param worth whether a value is worth the memory
         * @return this
         */
        public Builder<T> sharedIf(Predicate<T> worth) {
            sharedIf = worth;
            return this;
        }

        /**
         * Names what a value is made of, so that it can be invalidated by that.
         *
         * @param of the tags of a value, each 1 to 100 characters without line breaks
         * @return this
         */
        public Builder<T> tags(Function<T, Set<String>> of) {
            tags = of;
            return this;
        }

        /**
         * Ends the declaration.
         *
         * @return the cache's declaration
         */
        public CacheSpec<T> build() {
            if (staleTtl.compareTo(ttl) < 0) {
                staleTtl = ttl;
            }
            return new CacheSpec<>(this);
        }
    }
}
