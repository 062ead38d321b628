package io.footfall.capability.cache;

import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How to load a value that is not cached.
 *
 * @param loader loads the value; gives null if none exists
 * @param tags tags of the entry, in addition to those that depend on the value
 * @param scope in which levels the value is cached
 * @param guard checks the reads that level 1 cannot answer
 */
record LoadSpec<T>(Supplier<Uni<T>> loader, Set<String> tags, CacheScope scope, MissGuard guard) {

    LoadSpec(Supplier<Uni<T>> loader, Set<String> tags, CacheScope scope) {
        this(loader, tags, scope, MissGuard.NONE);
    }

    /** In which levels a value is cached. */
    enum CacheScope {
        /** In level 1 and in level 2. */
        SHARED,
        /** In level 1 only. */
        LOCAL
    }

    /** Replaces line breaks in tags by spaces, because Redis stores the tags of an entry separated by line breaks. */
    static Set<String> clean(Set<String> tags) {
        return tags.stream().map(LoadSpec::clean).collect(Collectors.toUnmodifiableSet());
    }

    static String clean(String tag) {
        return tag.replace('\n', ' ');
    }

    Set<String> tagsOf(T value, Function<T, Set<String>> own) {
        Set<String> all = new HashSet<>(tags);
        all.addAll(own.apply(value));
        return clean(all);
    }
}
