package io.footfall.product.catalog;

import com.fasterxml.jackson.core.type.TypeReference;
import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.PageRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The caches of the catalog, and the rules that invalidate them when the catalog changes. */
@Singleton
final class CatalogCaches {

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final int LISTS = 2_000;

    /** Separates the parts of a cache key: neither a user id nor a cursor contains a space. */
    static final String SEPARATOR = " ";

    private final NamedCache<Story> stories;
    private final NamedCache<Chapter> chapters;
    private final NamedCache<Page<Story>> listings;
    private final NamedCache<Page<Chapter>> chapterLists;
    private final NamedCache<Page<Like>> likes;

    CatalogCaches(Caches caches) {
        stories = caches.create(CacheSpec.named("story", Story.class).ttl(TTL).build());
        chapters =
                caches.create(CacheSpec.named("chapter", Chapter.class).ttl(TTL).build());
        listings = caches.create(CacheSpec.named("listing", new TypeReference<Page<Story>>() {})
                .ttl(TTL)
                .size(LISTS)
                .sharedIf(page -> !page.items().isEmpty())
                .tags(page ->
                        page.items().stream().map(item -> storyTag(item.id())).collect(Collectors.toSet()))
                .build());
        chapterLists = caches.create(CacheSpec.named("chapters", new TypeReference<Page<Chapter>>() {})
                .ttl(TTL)
                .size(LISTS)
                .sharedIf(page -> !page.items().isEmpty())
                .build());
        likes = caches.create(CacheSpec.named("likes", new TypeReference<Page<Like>>() {})
                .ttl(TTL)
                .sharedIf(page -> !page.items().isEmpty())
                .tags(page -> page.items().stream()
                        .map(like -> storyTag(like.storyId()))
                        .collect(Collectors.toSet()))
                .build());
    }

    /**
     * Reads a page of a list through a cache. Only a usual page, see {@link PageRequest#isUsual()}, is stored in Redis;
     * other pages are cached in this process only.
     *
     * @param lists the cache of such pages
     * @param list identifies the list within the cache
     * @param page the page
     * @param tag the tag that invalidates the page
     * @param guard observes the caller's cache misses
     * @param loader loads the page; null where the list does not exist
     * @param <T> the type of the list's items
     * @return the page
     */
    static <T> Uni<Cached<Page<T>>> page(
            NamedCache<Page<T>> lists,
            String list,
            PageRequest page,
            String tag,
            MissGuard guard,
            Supplier<Uni<Page<T>>> loader) {
        String key = list + SEPARATOR + page.key();
        return page.isUsual()
                ? lists.get(key, Set.of(tag), guard, loader)
                : lists.getLocally(key, Set.of(tag), guard, loader);
    }

    NamedCache<Story> stories() {
        return stories;
    }

    NamedCache<Chapter> chapters() {
        return chapters;
    }

    NamedCache<Page<Story>> listings() {
        return listings;
    }

    NamedCache<Page<Chapter>> chapterLists() {
        return chapterLists;
    }

    NamedCache<Page<Like>> likes() {
        return likes;
    }

    private static String storyTag(String id) {
        return "story:" + id;
    }

    /**
     * Returns the tag of all pages of a list. A write of a story invalidates the lists that the story may have been
     * added to, by this tag.
     */
    static String listTag(String author, String tag) {
        if (author != null) {
            return "author:" + author;
        }
        return tag == null ? "everything" : "tag:" + tag;
    }

    static String chaptersTag(String storyId) {
        return "chapters:" + storyId;
    }

    static String userTag(String userId) {
        return "user:" + userId;
    }

    /**
     * Invalidates lists after a write of a story: those that contained the story, and those that it may have been added
     * to.
     */
    Uni<Void> written(Story story) {
        List<String> tags = new ArrayList<>();
        tags.add(storyTag(story.id()));
        tags.add(listTag(null, null));
        tags.add(listTag(story.authorId(), null));
        story.tags().forEach(tag -> tags.add(listTag(null, tag)));
        return listings.invalidateTags(tags);
    }

    /** Invalidates the chapter list of the story after a write of a chapter. */
    Uni<Void> written(Chapter chapter) {
        return chapterLists.invalidateTags(List.of(chaptersTag(chapter.storyId())));
    }

    /** Invalidates what shows the like count of a story, and the list of likes of the user, after a like or unlike. */
    Uni<Void> liked(String storyId, String userId) {
        return stories.invalidate(List.of(storyId))
                .chain(() -> listings.invalidateTags(List.of(storyTag(storyId))))
                .chain(() -> likes.invalidateTags(List.of(userTag(userId))));
    }

    /** Invalidates the entries and lists of a deleted story and its chapters. */
    Uni<Void> removedStory(String storyId, List<String> chapterIds) {
        return stories.invalidate(List.of(storyId))
                .chain(() -> chapters.invalidate(chapterIds))
                .chain(() -> listings.invalidateTags(List.of(storyTag(storyId))))
                .chain(() -> likes.invalidateTags(List.of(storyTag(storyId))))
                .chain(() -> chapterLists.invalidateTags(List.of(chaptersTag(storyId))));
    }

    /** Invalidates the entry of a deleted chapter, and the chapter list of its story if it belonged to one. */
    Uni<Void> removedChapter(Optional<String> storyId, String chapterId) {
        List<String> tags = storyId.stream().map(CatalogCaches::chaptersTag).toList();
        return chapters.invalidate(List.of(chapterId)).chain(() -> chapterLists.invalidateTags(tags));
    }
}
