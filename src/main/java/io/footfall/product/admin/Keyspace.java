package io.footfall.product.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.platform.redis.KeyKind;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisTopology;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.RecoveredFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The content of Redis by kind of key: a sample of the keys, read with {@code SCAN}, and of their sizes, read with
 * {@code MEMORY USAGE}.
 */
@Singleton
class Keyspace {

    private static final Script SCAN = Script.named("scan");
    private static final String FIRST_PAGE = "0";
    private static final String PAGE = "1000";

    /** Pages that are scanned per server. */
    private static final int MOST_PAGES = 10;

    /** The maximum number of keys of each kind whose size is measured. */
    private static final int MEASURED = 20;

    private static final int AT_ONCE = 8;

    /**
     * Keys of one kind.
     *
     * @param share the share of the sampled keys, 0 to 1
     * @param keys the estimated number of keys of this kind
     * @param bytes the estimated memory of these keys in bytes; null where Redis does not report sizes
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Kind(
            @Schema(examples = "0.25") double share,

            @Schema(examples = "1200", description = "About how many there are")
            long keys,

            @Schema(examples = "104000", description = "About how much they take; missing where Redis does not tell")
            Long bytes) {}

    /**
     * A sample of the keys.
     *
     * @param sampled the number of sampled keys
     * @param kinds the keys by kind
     */
    record Sample(
            @Schema(examples = "4800", description = "How many keys were looked at")
            long sampled,

            Map<String, Kind> kinds) {}

    private final RedisCalls redis;
    private final RedisTopology topology;

    Keyspace(RedisCalls redis, RedisTopology topology) {
        this.redis = redis.inBackground();
        this.topology = topology;
    }

    Uni<Sample> sample(long keys) {
        return scan().chain(found -> measured(found, keys));
    }

    private Uni<Map<KeyKind, List<String>>> scan() {
        return topology.keys()
                .onItem()
                .transformToMulti(keys ->
                        Multi.createFrom().iterable(keys).onItem().transformToMultiAndConcatenate(this::pagesOf))
                .collect()
                .in(() -> new EnumMap<KeyKind, List<String>>(KeyKind.class), Keyspace::add)
                .map(found -> found);
    }

    /** Scans the server that holds a key, up to {@link #MOST_PAGES} pages. */
    private Multi<Response> pagesOf(String key) {
        AtomicReference<String> cursor = new AtomicReference<>(FIRST_PAGE);
        return Multi.createBy()
                .repeating()
                .uni(() -> redis.run(SCAN, List.of(key), List.of(cursor.get(), "*", PAGE))
                        .invoke(page -> cursor.set(page.get(0).toString())))
                .whilst(page -> !cursor.get().equals(FIRST_PAGE))
                .select()
                .first(MOST_PAGES);
    }

    private static void add(Map<KeyKind, List<String>> found, Response page) {
        page.get(1).forEach(key -> found.computeIfAbsent(KeyKind.of(key.toString()), first -> new ArrayList<>())
                .add(key.toString()));
    }

    private Uni<Sample> measured(Map<KeyKind, List<String>> found, long keys) {
        long sampled = found.values().stream().mapToLong(List::size).sum();
        return Multi.createFrom()
                .iterable(found.entrySet())
                .onItem()
                .transformToUniAndConcatenate(kind -> bytesOf(kind.getValue())
                        .map(bytes -> Map.entry(kind.getKey(), kindOf(kind.getValue(), bytes, sampled, keys))))
                .collect()
                .in(TreeMap<String, Kind>::new, (kinds, kind) -> kinds.put(wordOf(kind.getKey()), kind.getValue()))
                .map(kinds -> new Sample(sampled, kinds));
    }

    private static Kind kindOf(List<String> of, List<Long> bytes, long sampled, long keys) {
        double share = (double) of.size() / sampled;
        long about = Math.max(of.size(), Math.round(share * keys));
        return new Kind(
                share,
                about,
                bytes.isEmpty()
                        ? null
                        : Math.round(about
                                * bytes.stream()
                                        .mapToLong(Long::longValue)
                                        .average()
                                        .orElse(0)));
    }

    private static String wordOf(KeyKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Measures some of the keys. A key without a size is skipped: a managed Redis may refuse {@code MEMORY USAGE}, and
     * the key may have been deleted since the scan.
     */
    private Uni<List<Long>> bytesOf(List<String> keys) {
        return Multi.createFrom()
                .iterable(keys)
                .select()
                .first(MEASURED)
                .onItem()
                .transformToUni(key -> redis.send(
                                Request.cmd(Command.MEMORY).arg("USAGE").arg(key))
                        .plug(RecoveredFailure.MEASURE_KEYS::ignore))
                .merge(AT_ONCE)
                .map(Response::toLong)
                .collect()
                .asList();
    }
}
