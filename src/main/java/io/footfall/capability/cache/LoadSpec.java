package io.footfall.capability.cache;

import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where a value comes from that is not cached.
 *
 * @param loader loads it; null: there is none
 * @param tags tags that it has whatever it is
 * @param scope how far it is cached
 * @param guard watches the reads that level 1 does not answer
 */
record LoadSpec<T>(Supplier<Uni<T>> loader, Set<String> tags, CacheScope scope, MissGuard guard) {

    LoadSpec(Supplier<Uni<T>> loader, Set<String> tags, CacheScope scope) {
        this(loader, tags, scope, MissGuard.NONE);
    }

    /** How far a value is cached. */
    enum CacheScope {
        /** In the process and in Redis. */
        SHARED,
        /** In the process alone. */
        LOCAL
    }

    /** In Redis tags are told apart by line breaks. */
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
