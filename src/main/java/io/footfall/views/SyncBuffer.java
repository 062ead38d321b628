package io.footfall.views;

import io.footfall.catalog.CatalogListener;
import io.footfall.catalog.ItemId;
import io.footfall.redis.PartitionId;
import io.footfall.redis.RedisCalls;
import io.footfall.redis.RedisKeys;
import io.footfall.redis.Script;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is buffered in Redis, seen from the sync: claimed, read in pages, forgotten. */
@ApplicationScoped
class SyncBuffer implements CatalogListener {

    private static final Script CLAIM = Script.named("claim");
    private static final Script FORGET = Script.named("forget");
    private static final Script REMOVE = Script.named("remove");
    private static final int PAGE = 1_000;
    private static final String LAST_PAGE = "0";

    /** A claimed batch, of this sync or left over from one that did not end. */
    record Claim(UUID id, long views, boolean leftOver) {}

    /** How much is buffered. */
    record Size(long stories, long chapters, long views) {

        Size plus(Size other) {
            return new Size(stories + other.stories, chapters + other.chapters, views + other.views);
        }
    }

    private final RedisCalls redis;
    private final CatalogPlaces places;

    SyncBuffer(RedisCalls redis, CatalogPlaces places) {
        this.redis = redis;
        this.places = places;
    }

    Uni<Optional<Claim>> claim(PartitionId partition) {
        UUID offered = UUID.randomUUID();
        return redis.run(CLAIM, keysOf(partition), List.of(offered.toString()))
                .map(answer -> answer.size() == 0 ? Optional.empty() : Optional.of(claimOf(answer, offered)));
    }

    private static Claim claimOf(Response answer, UUID offered) {
        UUID id = UUID.fromString(answer.get(0).toString());
        return new Claim(id, answer.get(1).toLong(), !id.equals(offered));
    }

    Uni<Batch> read(PartitionId partition) {
        return read(partition, "0", new Batch());
    }

    private Uni<Batch> read(PartitionId partition, String cursor, Batch batch) {
        return page(partition, cursor).chain(page -> {
            Response fields = page.get(1);
            for (int i = 0; i < fields.size(); i += 2) {
                String field = fields.get(i).toString();
                if (field.charAt(0) != '#') {
                    batch.add(field, fields.get(i + 1).toLong());
                }
            }
            String next = page.get(0).toString();
            return next.equals(LAST_PAGE) ? Uni.createFrom().item(batch) : read(partition, next, batch);
        });
    }

    private Uni<Response> page(PartitionId partition, String cursor) {
        return redis.send(Request.cmd(Command.HSCAN)
                .arg(RedisKeys.flushing(partition))
                .arg(cursor)
                .arg("COUNT")
                .arg(PAGE));
    }

    Uni<Void> forget(PartitionId partition, UUID batch) {
        return redis.run(
                        FORGET,
                        keysOf(partition),
                        List.of(batch.toString(), String.valueOf(RedisKeys.TOTALS_KEPT.toMillis())))
                .replaceWithVoid();
    }

    /** How much is buffered, claimed batches included, in one round trip. */
    Uni<Size> size() {
        List<Request> requests = new ArrayList<>();
        for (PartitionId partition : PartitionId.all()) {
            requests.add(sizeOf(RedisKeys.pending(partition)));
            requests.add(sizeOf(RedisKeys.flushing(partition)));
        }
        return redis.batch(requests)
                .map(answers -> answers.stream().map(SyncBuffer::size).reduce(new Size(0, 0, 0), Size::plus));
    }

    private static Request sizeOf(String key) {
        return Request.cmd(Command.HMGET).arg(key).arg("#s").arg("#c").arg("#v");
    }

    private static Size size(Response answer) {
        return new Size(number(answer.get(0)), number(answer.get(1)), number(answer.get(2)));
    }

    private static long number(Response value) {
        return value == null ? 0 : value.toLong();
    }

    @Override
    public Uni<Void> created(Placed item) {
        PartitionId partition = PartitionId.of(item.home());
        return redis.send(Request.cmd(Command.DEL)
                        .arg(RedisKeys.tombstone(partition, item.id().field())))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> removed(List<Placed> items) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(this::remove)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> remove(Placed item) {
        ItemId id = item.id();
        places.forget(id);
        return redis.run(
                        REMOVE,
                        keysOf(PartitionId.of(item.home())),
                        List.of(id.field(), String.valueOf(RedisKeys.TOMBSTONE.toMillis())))
                .replaceWithVoid();
    }

    private static List<String> keysOf(PartitionId partition) {
        return List.of(RedisKeys.partition(partition));
    }
}
