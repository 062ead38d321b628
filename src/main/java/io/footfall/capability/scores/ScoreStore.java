package io.footfall.capability.scores;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Scores in Postgres. */
@Singleton
class ScoreStore {

    /** Number of scores in a page. */
    static final int PAGE = 5_000;

    /**
     * How long a removal is kept. Must be longer than the age of any data that Redis may be restored from, because the
     * removed member would otherwise reappear.
     */
    private static final Duration REMOVALS_KEPT = Duration.ofDays(30);

    /** Writes rows in the order of their keys, as every concurrent save does, to avoid deadlocks. */
    private static final String SAVE = """
            insert into scores as held (score_set, span, member, score, version, expires_at)
            select * from unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::float8[], $5::bigint[], $6::timestamptz[])
              as change (score_set, span, member, score, version, expires_at)
            order by score_set, span, member
            on conflict (score_set, span, member) do update
            set score = excluded.score, version = excluded.version, expires_at = excluded.expires_at
            where held.version < excluded.version
            """;

    private static final String CHANGED_SINCE = """
            select span, member, score, version from scores
            where score_set = $1 and version >= $2 and (version, span, member) > ($2, $3, $4)
            order by version, span, member limit $5
            """;

    private static final String PRUNE = """
            delete from scores where ctid = any(array(select ctid from scores where expires_at < $1 limit 10000))
            """;

    /** The position after which the next page begins. */
    record Position(long version, String span, String member) {

        static Position after(long version) {
            return new Position(version + 1, "", "");
        }

        static Position of(Score last) {
            return new Position(last.version(), last.period().name(), last.member());
        }
    }

    private final Pool postgres;
    private final PostgresGateway gateway;

    ScoreStore(Pool postgres, PostgresGateway gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    /** Saves changes, at most one for each score. Skips a change if Postgres holds a newer version. */
    Uni<Void> save(List<Score> scores, Instant now) {
        Tuple columns = Tuple.tuple()
                .addArrayOfString(column(scores, Score::set, String[]::new))
                .addArrayOfString(column(scores, score -> score.period().name(), String[]::new))
                .addArrayOfString(column(scores, Score::member, String[]::new))
                .addArrayOfDouble(column(scores, ScoreStore::scoreOrNull, Double[]::new))
                .addArrayOfLong(column(scores, Score::version, Long[]::new))
                .addArrayOfOffsetDateTime(column(scores, score -> expiryOf(score, now), OffsetDateTime[]::new));
        return gateway.askInBulk(
                connection -> connection.preparedQuery(SAVE).execute(columns).replaceWithVoid());
    }

    private static <T> T[] column(List<Score> scores, Function<Score, T> value, IntFunction<T[]> array) {
        return scores.stream().map(value).toArray(array);
    }

    private static Double scoreOrNull(Score score) {
        return score.score().isEmpty() ? null : score.score().getAsDouble();
    }

    private static OffsetDateTime expiryOf(Score score, Instant now) {
        return score.period()
                .expiresAt()
                .or(() -> score.score().isEmpty() ? Optional.of(now.plus(REMOVALS_KEPT)) : Optional.empty())
                .map(ScoreStore::utc)
                .orElse(null);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** Returns a page of scores changed after a position, in the order of their versions. */
    Uni<List<Score>> changedSince(ScoreSet set, Position after) {
        return gateway.askInBackground(() -> postgres.preparedQuery(CHANGED_SINCE)
                .execute(Tuple.of(set.name(), after.version(), after.span(), after.member(), PAGE))
                .map(rows -> Rows.all(rows, row -> score(set, row))));
    }

    private static Score score(ScoreSet set, Row row) {
        Double score = row.getDouble("score");
        return new Score(
                set.name(),
                ScorePeriod.named(row.getString("span")),
                row.getString("member"),
                score == null ? OptionalDouble.empty() : OptionalDouble.of(score),
                row.getLong("version"));
    }

    /** Deletes at most 10,000 expired scores. */
    Uni<Void> prune(Instant now) {
        return gateway.askInBulk(connection ->
                connection.preparedQuery(PRUNE).execute(Tuple.of(utc(now))).replaceWithVoid());
    }
}
