package io.footfall.product.admin;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The counters of all replicas, summed in one small Redis hash that every replica adds to. */
@Singleton
class ClusterCounters {

    private static final Script FIGURES = Script.named("figures");
    private static final int BEFORE_FIGURES = 2;

    private final RedisCalls redis;

    ClusterCounters(RedisCalls redis) {
        this.redis = redis.inBackground();
    }

    /**
     * Adds the increments of this replica to the shared counters.
     *
     * @param growth the increment of each metric since the last call; 0 reads the metric without changing it
     * @return the totals of the same metrics over all replicas
     */
    Uni<CounterSnapshot> add(Map<String, Long> growth) {
        List<String> figures = List.copyOf(growth.keySet());
        List<String> arguments = new ArrayList<>();
        arguments.add(Long.toString(RedisKeys.FIGURES_KEPT.toMillis()));
        arguments.add(UUID.randomUUID().toString());
        figures.forEach(figure -> {
            arguments.add(figure);
            arguments.add(Long.toString(growth.get(figure)));
        });
        return redis.run(FIGURES, List.of(RedisKeys.FIGURES), arguments).map(answer -> totals(figures, answer));
    }

    private static CounterSnapshot totals(List<String> figures, Response answer) {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < figures.size(); i++) {
            Response count = answer.get(BEFORE_FIGURES + i);
            counts.put(figures.get(i), count == null ? 0 : count.toLong());
        }
        return new CounterSnapshot(
                answer.get(0).toString(), Instant.ofEpochMilli(answer.get(1).toLong()), counts);
    }
}
