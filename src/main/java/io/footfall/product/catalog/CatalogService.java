package io.footfall.product.catalog;

import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.MissGuard;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.web.ConflictException;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.PageRequest;
import io.footfall.platform.web.UnknownItemException;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.quarkus.arc.All;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;

/**
 * Reads and writes the catalog. Listeners are called after the commit, so that no view is counted for an item whose
 * creation was rolled back.
 */
@ApplicationScoped
class CatalogService {

    /** The result of a write. */
    record Written<T>(T item, boolean created, ItemId id) {}

    private static final List<String> FIRST_CHAPTER = List.of("-1", "");

    private final Stories stories;
    private final Chapters chapters;
    private final CatalogDeletion deletion;
    private final List<CatalogListener> listeners;
    private final ChapterHomes homes;
    private final PostgresGateway postgres;
    private final CatalogCaches caches;
    private final Clock clock;

    CatalogService(
            Stories stories,
            Chapters chapters,
            CatalogDeletion deletion,
            @All List<CatalogListener> listeners,
            ChapterHomes homes,
            PostgresGateway postgres,
            CatalogCaches caches,
            Clock clock) {
        this.caches = caches;
        this.postgres = postgres;
        this.deletion = deletion;
        this.stories = stories;
        this.chapters = chapters;
        this.listeners = listeners;
        this.homes = homes;
        this.clock = clock;
    }

    Uni<Cached<Story>> story(String id, MissGuard guard) {
        return caches.stories()
                .get(id, Set.of(), guard, () -> postgres.ask(() -> Panache.withSession(() -> stories.findById(id)))
                        .map(found -> found == null ? null : Story.of(found)));
    }

    Uni<Cached<Chapter>> chapter(String id, MissGuard guard) {
        return caches.chapters()
                .get(id, Set.of(), guard, () -> postgres.ask(() -> Panache.withSession(() -> chapters.findById(id)))
                        .map(found -> found == null ? null : Chapter.of(found)));
    }

    Uni<Written<Story>> put(String id, StoryInput input) {
        return caches.stories()
                .write(
                        id,
                        () -> twice(() -> Panache.withTransaction(
                                () -> stories.findById(id).chain(found -> write(id, input, found)))),
                        Written::item)
                .call(written -> caches.written(written.item()))
                .call(this::written);
    }

    private Uni<Written<Story>> write(String id, StoryInput input, StoryEntity found) {
        StoryEntity row = found == null ? new StoryEntity() : found;
        row.id = id;
        row.title = input.title();
        row.authorId = input.authorId();
        row.tags = input.tags().toArray(String[]::new);
        row.updatedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (input.publishedAt() != null) {
            row.publishedAt = input.publishedAt();
        } else if (row.publishedAt == null) {
            row.publishedAt = row.updatedAt;
        }
        Uni<StoryEntity> saved =
                found == null ? stories.persist(row) : Uni.createFrom().item(row);
        return saved.map(entity -> new Written<>(Story.of(entity), found == null, ItemId.story(id)));
    }

    Uni<Written<Chapter>> put(String id, ChapterInput input) {
        return caches.chapters()
                .write(id, () -> twice(() -> Panache.withTransaction(() -> inStory(id, input))), Written::item)
                .call(written -> caches.written(written.item()))
                .call(this::written);
    }

    private Uni<Written<Chapter>> inStory(String id, ChapterInput input) {
        return stories.findById(input.storyId())
                .onItem()
                .ifNull()
                .failWith(() -> new UnknownItemException("story"))
                .chain(() -> chapters.findById(id))
                .chain(found -> write(id, input, found));
    }

    private Uni<Written<Chapter>> write(String id, ChapterInput input, ChapterEntity found) {
        ChapterEntity row = found == null ? new ChapterEntity() : found;
        if (row.storyId != null && !row.storyId.equals(input.storyId())) {
            throw new ConflictException("A chapter stays with its story: delete it and create it anew.");
        }
        row.id = id;
        row.home = row.home == null ? homes.of(id, input.storyId()) : row.home;
        row.storyId = input.storyId();
        row.title = input.title();
        row.position = input.position();
        row.updatedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Uni<ChapterEntity> saved =
                found == null ? chapters.persist(row) : Uni.createFrom().item(row);
        return saved.map(entity -> new Written<>(Chapter.of(entity), found == null, ItemId.chapter(id)));
    }

    Uni<Void> deleteStory(String id) {
        return deletion.story(id)
                .call(gone -> caches.removedStory(id, chaptersAmong(gone)))
                .chain(this::removed);
    }

    private static List<String> chaptersAmong(List<Placed> gone) {
        return gone.stream()
                .map(Placed::id)
                .filter(item -> item.type() == ItemType.CHAPTER)
                .map(ItemId::id)
                .toList();
    }

    /** Deletes a chapter, with its entry in the chapter list of its story. */
    Uni<Void> deleteChapter(String id) {
        return deletion.chapter(id)
                .call(gone -> caches.removedChapter(gone.storyId(), id))
                .chain(gone -> removed(List.of(gone.placed())));
    }

    Uni<Cached<Page<Chapter>>> chaptersOf(String storyId, int limit, String cursor, MissGuard guard) {
        List<String> after = cursor == null ? FIRST_CHAPTER : Cursor.read(cursor, 2);
        if (after != FIRST_CHAPTER && !Ids.isId(after.get(1))) {
            throw Cursor.invalid();
        }
        int position = positionOf(after.get(0));
        return CatalogCaches.page(
                caches.chapterLists(),
                storyId,
                new PageRequest(limit, cursor),
                CatalogCaches.chaptersTag(storyId),
                guard,
                () -> loadChapters(storyId, limit, position, after.get(1)));
    }

    private Uni<Page<Chapter>> loadChapters(String storyId, int limit, int position, String afterId) {
        return postgres.ask(() -> Panache.withSession(() -> stories.findById(storyId)
                        .chain(story -> story == null
                                ? Uni.createFrom().nullItem()
                                : chapters.page(storyId, position, afterId, limit + 1))))
                .map(rows -> rows == null ? null : pageOf(rows, limit));
    }

    private static Page<Chapter> pageOf(List<ChapterEntity> rows, int limit) {
        return Page.of(
                rows.stream().map(Chapter::of).toList(),
                limit,
                last -> Cursor.of(String.valueOf(last.position()), last.id()));
    }

    private static int positionOf(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Cursor.invalid();
        }
    }

    /**
     * Runs a write, and retries it once after a constraint violation: two callers may create the same item
     * concurrently, and the retry of the second one finds it.
     */
    private <T> Uni<T> twice(Supplier<Uni<T>> write) {
        return postgres.ask(write)
                .onFailure(ConstraintViolationException.class)
                .retry()
                .atMost(1);
    }

    private Uni<Void> written(Written<?> item) {
        return tell(listener -> listener.written(item.id(), item.created()));
    }

    private Uni<Void> removed(List<Placed> items) {
        return tell(listener -> listener.removed(items));
    }

    private Uni<Void> tell(Function<CatalogListener, Uni<? extends Void>> message) {
        return Multi.createFrom()
                .iterable(listeners)
                .onItem()
                .transformToUniAndConcatenate(message)
                .collect()
                .last();
    }
}
