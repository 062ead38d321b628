package io.footfall.product.views;

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
 * The era that Redis counts in, kept there as a fencing token: a call of another era counts nothing. So whoever brings both
 * stores in line knows that nobody counts on, on connections that outlived a failover too, and each view is told of the
 * era that it was counted in.
 *
 * <p>Eras only grow. Even ones are counted in. Odd ones are those in which a replica brings the stores in line, which ends the
 * era before for good; the next even one is counted in when Postgres knows of it, or, where Postgres is away, when
 * somebody has to count.
 */
@Singleton
class EraFence {

    private static final Script RAISE = Script.makingRoom("raise-era");

    /**
     * What a call is refused by where it comes too late.
     *
     * @param key where Redis keeps its era
     * @param era the era that the call counts in
     */
    record Token(String key, String era) {

        Token(String key, long era) {
            this(key, Long.toString(era));
        }
    }

    /**
     * What Redis knows of its era.
     *
     * @param lowest of all partitions, 0 where one does not know
     * @param highest of all partitions
     */
    record Known(long lowest, long highest) {

        boolean is(long era) {
            return lowest == era && highest == era;
        }

        /** The era of whoever brings the stores in line, which Postgres believes to be in another one. */
        long closed(long era) {
            long latest = Math.max(highest, era);
            return latest + (latest % 2 == 0 ? 1 : 2);
        }

        /** Whether views may be counted as they are: nobody brings the stores in line, and this was not a later era before. */
        boolean isOpen(long least) {
            return lowest == highest && highest % 2 == 0 && highest > 0 && highest >= least;
        }

        /** The era that begins for whoever cannot ask Postgres. */
        long next(long least) {
            long latest = Math.max(highest, least);
            return latest + (latest % 2 == 0 ? 2 : 1);
        }
    }

    private final RedisCalls redis;
    private final List<String> keys;

    EraFence(RedisCalls redis, RedisSettings settings) {
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

    /** Begins an era, which ends all before it; fails where a later one has begun. */
    Uni<Void> begin(long era) {
        return begin(era, 0);
    }

    /** The same; fails also where Redis has forgotten another era since that began. */
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
