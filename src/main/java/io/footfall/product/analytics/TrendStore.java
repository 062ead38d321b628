package io.footfall.product.analytics;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.Script;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The trends in Redis. {@code trend-add.lua} describes the algorithm. */
@Singleton
class TrendStore {

    private static final Script ADD = Script.named("trend-add");
    private static final Script BEGIN = Script.named("trend-begin");
    private static final Script TOP = Script.named("trend-top");

    /**
     * The number of items kept per trend; several times the largest page, because the lowest of them are there by
     * chance.
     */
    static final int KEPT = 500;

    private static final int DONE = 1;

    private final RedisCalls redis;

    TrendStore(RedisCalls redis) {
        this.redis = redis;
    }

    /**
     * Adds views to the trends of a kind of items. Returns false, and adds nothing, where one of the trends is missing
     * and has to be started first.
     */
    Uni<Boolean> add(ItemType type, List<Map.Entry<ItemId, Long>> views) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(KEPT));
        Stream.of(TrendWindow.values()).map(TrendWindow::seconds).forEach(arguments::add);
        for (Map.Entry<ItemId, Long> entry : views) {
            arguments.add(entry.getKey().id());
            arguments.add(entry.getValue().toString());
        }
        return redis.run(ADD, keysOf(type), arguments).map(answer -> answer.toInteger() == DONE);
    }

    private static List<String> keysOf(ItemType type) {
        return Stream.of(TrendWindow.values())
                .map(window -> new Trend(type, window).key())
                .toList();
    }

    /** Starts a trend with the given items, unless it exists already. */
    Uni<Void> begin(Trend trend, List<ScoredItem> items) {
        List<String> arguments = new ArrayList<>(List.of(trend.window().seconds()));
        for (ScoredItem item : items) {
            arguments.add(item.id());
            arguments.add(Double.toString(item.score()));
        }
        return redis.run(BEGIN, List.of(trend.key()), arguments).replaceWithVoid();
    }

    /** Returns the top items of a trend; empty where the trend is missing in Redis. */
    Uni<Optional<List<ScoredItem>>> top(Trend trend, int limit) {
        return redis.run(TOP, List.of(trend.key()), List.of(trend.window().seconds(), Integer.toString(limit)))
                .map(answer -> Optional.ofNullable(answer).map(TrendStore::hot));
    }

    private static List<ScoredItem> hot(Response answer) {
        List<ScoredItem> found = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 2) {
            found.add(new ScoredItem(
                    answer.get(i).toString(),
                    Double.parseDouble(answer.get(i + 1).toString())));
        }
        return found;
    }
}
