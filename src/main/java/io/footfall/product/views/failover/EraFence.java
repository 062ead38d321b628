package io.footfall.product.views.failover;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.NotYetException;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.LongSummaryStatistics;

/**
 * Keeps in Redis the era in which views are counted, as a fencing token: Redis refuses a call of another era, and
 * counts nothing of it. When a replica that reconciles the stores has raised the era, no replica counts in an older era
 * any more, not even on a connection that survived a failover. So the era in which each view was counted is known.
 *
 * <p>Eras only grow. Views are counted in even eras. In an odd era a replica reconciles the stores, and no view is
 * counted; an odd era ends the era before it for good. The next even era begins when Postgres has recorded it, or,
 * while Postgres is unavailable, when a replica has to count.
 */
@Singleton
public final class EraFence {

    private static final Script RAISE = Script.makingRoom("raise-era");

    /**
     * The token by which Redis refuses a call of another era.
     *
     * @param key key at which Redis keeps its era
     * @param era the era of the call
     */
    public record Token(String key, String era) {

        /**
         * Creates a token.
         *
         * @param key key at which Redis keeps its era
         * @param era the era of the call, at least 1
         */
        public Token(String key, long era) {
            this(key, Long.toString(era));
        }
    }

    /**
     * The eras that Redis holds. On a Cluster each partition holds one.
     *
     * @param lowest the lowest era of all partitions, 0 if a partition has none
     * @param highest the highest era of all partitions
     */
    record Known(long lowest, long highest) {

        boolean is(long era) {
            return lowest == era && highest == era;
        }

        /**
         * Returns the odd era in which a replica reconciles the stores, when {@code era} is the latest era that
         * Postgres knows.
         */
        long closed(long era) {
            long latest = Math.max(highest, era);
            return latest + (latest % 2 == 0 ? 1 : 2);
        }

        /**
         * Whether views can be counted in the present era: it is the same even era in all partitions, and not older
         * than {@code least}.
         */
        boolean isOpen(long least) {
            return lowest == highest && highest % 2 == 0 && highest > 0 && highest >= least;
        }

        /** Returns the even era that a replica begins while Postgres is unavailable. */
        long next(long least) {
            long latest = Math.max(highest, least);
            return latest + (latest % 2 == 0 ? 2 : 1);
        }
    }

    private final RedisCalls redis;
    private final List<String> keys;

    /**
     * Creates an instance; sends no command yet.
     *
     * @param redis the calls to Redis
     * @param settings decide whether each partition has an era, as on a Cluster
     */
    public EraFence(RedisCalls redis, RedisSettings settings) {
        this.redis = redis.inBackground();
        this.keys = settings.cluster()
                ? PartitionId.all().stream().map(RedisKeys::era).toList()
                : List.of(RedisKeys.era());
    }

    Uni<Known> look() {
        return redis.batch(keys.stream()
                        .map(key -> Request.cmd(Command.GET).arg(key))
                        .toList())
                .map(answers -> {
                    LongSummaryStatistics eras =
                            answers.stream().mapToLong(EraFence::eraOf).summaryStatistics();
                    return new Known(eras.getMin(), eras.getMax());
                });
    }

    private static long eraOf(Response answer) {
        return answer == null ? 0 : answer.toLong();
    }

    /** Begins an era and ends all eras before it. Fails if a later era has begun. */
    Uni<Void> begin(long era) {
        return begin(era, 0);
    }

    /**
     * Begins an era and ends all eras before it. Fails if a later era has begun, or if Redis has lost the era
     * {@code after}.
     */
    Uni<Void> begin(long era, long after) {
        List<String> arguments = List.of(Long.toString(era), Long.toString(after));
        return redis.runEach(
                        RAISE,
                        keys.stream()
                                .map(key -> new RedisCalls.Call(List.of(key), arguments))
                                .toList())
                .invoke(answers -> {
                    if (answers.stream().anyMatch(answer -> answer.toLong() != era)) {
                        throw new NotYetException("a later era has begun");
                    }
                })
                .replaceWithVoid();
    }
}
