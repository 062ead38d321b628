package io.footfall.product.views.failover;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.platform.store.NotYetException;
import io.footfall.product.views.counting.FallbackCounts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Stores in Postgres what is needed to count views while Redis is unavailable, and to backfill Redis afterwards. See
 * {@code V2__counting_without_redis.sql}. {@link FallbackCounts} does the counting itself.
 */
@Singleton
public final class FallbackStore {

    private static final String REVOKE_CALL = """
            insert into revoked_calls (slot, seq, window_label, items, viewers, partitions)
            values ($1, $2, $3, $4, $5, $6) on conflict do nothing
            """;

    private static final String REVOKED_CALLS = "select * from revoked_calls order by revoked_at, slot, seq limit 1000";

    private static final String CALL_IS_UNDONE = "delete from revoked_calls where slot = $1 and seq = $2";

    private static final String STATE = """
            select *, views_lost() as lost, exists (select from revoked_calls) as revoking from view_path
            """;

    private static final String OPEN = "update view_path set database_open = true where not database_open";

    /**
     * If this replica stalls inside the transaction, Postgres ends the transaction, so that other replicas can count
     * again.
     */
    private static final String BE_QUICK = """
            select set_config('lock_timeout', '1s', true),
                   set_config('idle_in_transaction_session_timeout', '2s', true)
            """;

    private static final String EXCLUDE_COUNTING = "select pg_advisory_xact_lock(716002)";

    private static final String CLOSE = """
            update view_path
            set database_open = false,
                redis_run_id = $1,
                era = coalesce($2, era)
            """;

    private static final String END_ERA =
            "update view_eras set ended_at = now(), settled = settled + $1 where ended_at is null";

    private static final String BEGIN_ERA = "insert into view_eras (era, settled) values ($1, -$2::bigint)";

    private static final String REPORT = """
            insert into view_tallies as tally (era, replica, counted) values ($1, $2, $3)
            on conflict (era, replica) do update set counted = greatest(tally.counted, excluded.counted)
            """;

    private static final String LOCK_ITEMS = "select lock_items($1)";

    private static final String HAND_BACK_AGAIN = "select hand_back_again($1, $2, $3)";

    private static final String BEGIN_CLOSING = """
            update view_path set closing_era = $1, closing_masters = $2, all_again = false where closing_era < $1
            """;

    /**
     * Serializes the replicas that request a backfill of all viewers. The second one finds that it is already
     * requested.
     */
    private static final String EXCLUDE_HANDING_ALL_BACK = "select pg_advisory_xact_lock(716004)";

    private static final String HAND_ALL_BACK_AGAIN = """
            update view_dedup
            set handed_back = false, provisional = provisional and not handed_back, handing = handing + 1
            where exists (select from view_path where closing_era = $1 and not all_again)
            """;

    private static final String ALL_ARE_HANDED_BACK_AGAIN =
            "update view_path set all_again = true where closing_era = $1";

    private static final String SUM_UP_ERAS = "select sum_up_eras()";

    private static final int HANDED_BACK_AT_ONCE = 5_000;
    private static final int PRUNED_AT_ONCE = 10_000;

    private static final String PRUNE = """
            delete from view_dedup where ctid = any(array(
              select ctid from view_dedup where held_until < now() limit %d for update skip locked
            ))
            """.formatted(PRUNED_AT_ONCE);

    /**
     * The state of counting that all replicas share.
     *
     * @param databaseOpen whether replicas may count in Postgres
     * @param masters the Redis with which the stores were reconciled last; empty before the first time
     * @param era grows whenever Redis turns out to be another instance, or to have lost data; see {@link EraFence}
     * @param lost number of views, since the beginning, that were reported as counted and that Redis then lost
     * @param revoking whether there are calls that have to be undone in Redis
     * @param closing the latest reconciliation with a Redis that was another instance or had lost data
     */
    public record State(boolean databaseOpen, String masters, long era, long lost, boolean revoking, Closing closing) {}

    /**
     * A reconciliation with a Redis that is another instance, or that lost data.
     *
     * @param era the odd era in which it takes place
     * @param masters the Redis
     */
    public record Closing(long era, String masters) {}

    /**
     * The era that begins after Redis turned out to be another instance, or to have lost data.
     *
     * @param number higher than all eras before
     * @param buffered views of the era before that still have to be transferred; negative if views have to be
     *     subtracted
     */
    public record NewEra(long number, long buffered) {}

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final int handedBackAtOnce;

    /**
     * Creates a store that returns up to 5,000 viewers per page.
     *
     * @param postgres the connections
     * @param gateway the gateway that every statement goes through
     */
    @Inject
    public FallbackStore(Pool postgres, PostgresGateway gateway) {
        this(postgres, gateway, HANDED_BACK_AT_ONCE);
    }

    /**
     * Creates a store with a given size of pages, for tests.
     *
     * @param postgres the connections
     * @param gateway the gateway that every statement goes through
     * @param handedBackAtOnce the maximum number of viewers per page of a backfill, at least 1
     */
    public FallbackStore(Pool postgres, PostgresGateway gateway, int handedBackAtOnce) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.handedBackAtOnce = handedBackAtOnce;
    }

    /**
     * Returns the state of counting that all replicas share.
     *
     * @return the state; fails if Postgres is unavailable
     */
    public Uni<State> state() {
        return gateway.ask(() -> postgres.query(STATE)
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> new State(
                        row.getBoolean("database_open"),
                        row.getString("redis_run_id"),
                        row.getLong("era"),
                        row.getLong("lost"),
                        row.getBoolean("revoking"),
                        new Closing(row.getLong("closing_era"), row.getString("closing_masters")))));
    }

    /**
     * Opens counting in Postgres, for all replicas. Does nothing if it is open.
     *
     * @return completes when it is open; fails if Postgres is unavailable
     */
    public Uni<Void> open() {
        return gateway.ask(() -> postgres.query(OPEN).execute().replaceWithVoid());
    }

    /**
     * Excludes counting in Postgres while an action runs, and closes it when the action succeeds.
     *
     * @param masters the Redis that counts from now on
     * @param last the action, on the connection that holds the exclusive lock; returns the era that begins, if one does
     * @return completes when counting in Postgres is closed; fails if the action fails, or if Postgres is unavailable
     *     or does not grant the lock within a second; then nothing is changed
     */
    public Uni<Void> close(String masters, Function<SqlConnection, Uni<Optional<NewEra>>> last) {
        return whileNobodyCounts(connection -> last.apply(connection).chain(next -> close(connection, masters, next)));
    }

    /** Runs an action in a transaction that excludes counting in Postgres. */
    <T> Uni<T> whileNobodyCounts(Function<SqlConnection, Uni<T>> work) {
        return gateway.askInBulk(connection -> connection
                .query(BE_QUICK)
                .execute()
                .chain(() -> connection.query(EXCLUDE_COUNTING).execute())
                .chain(() -> work.apply(connection)));
    }

    private static Uni<Void> close(SqlConnection connection, String masters, Optional<NewEra> next) {
        return connection
                .preparedQuery(CLOSE)
                .execute(Tuple.of(masters, next.map(NewEra::number).orElse(null)))
                .chain(() -> next.map(era -> begin(connection, era))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private static Uni<Void> begin(SqlConnection connection, NewEra era) {
        return connection
                .preparedQuery(END_ERA)
                .execute(Tuple.of(era.buffered()))
                .chain(() -> connection.preparedQuery(BEGIN_ERA).execute(Tuple.of(era.number(), era.buffered())))
                .replaceWithVoid();
    }

    /**
     * Reports how many first views Redis has replied to a replica in an era so far. Idempotent: the highest number is
     * kept.
     *
     * @param era the era
     * @param replica the random id of the replica
     * @param views the number of first views
     * @return completes when the number is recorded; fails if Postgres is unavailable
     */
    public Uni<Void> report(long era, UUID replica, long views) {
        return gateway.ask(() -> postgres.preparedQuery(REPORT)
                .execute(Tuple.of(era, replica, views))
                .replaceWithVoid());
    }

    /**
     * Records a reconciliation, so that the next attempt, of any replica, can continue it.
     *
     * @param closing the reconciliation
     * @return completes when it is recorded; fails with {@link NotYetException} if a reconciliation of the same era or
     *     of a later one is recorded, or if Postgres is unavailable
     */
    public Uni<Void> begin(Closing closing) {
        return gateway.askInBackground(() -> postgres.preparedQuery(BEGIN_CLOSING)
                .execute(Tuple.of(closing.era(), closing.masters()))
                .invoke(begun -> {
                    if (begun.rowCount() == 0) {
                        throw new NotYetException("another replica brings a Redis in line in that era, or a later one");
                    }
                })
                .replaceWithVoid());
    }

    /**
     * Requests a backfill of all viewers, because Redis lost their marks. This is done once per era, however often it
     * is called.
     *
     * @param closing the recorded reconciliation
     * @return completes when the backfill is requested; fails if Postgres is unavailable
     */
    public Uni<Void> handAllBackAgain(Closing closing) {
        Tuple era = Tuple.of(closing.era());
        return gateway.askInBulk(connection -> connection
                .query(EXCLUDE_HANDING_ALL_BACK)
                .execute()
                .chain(() -> connection.preparedQuery(HAND_ALL_BACK_AGAIN).execute(era))
                .chain(() -> connection.preparedQuery(ALL_ARE_HANDED_BACK_AGAIN).execute(era))
                .replaceWithVoid());
    }

    /**
     * Requests a new backfill of viewers whose marks were deleted when calls were undone in Redis. Such a viewer may
     * have been backfilled since, or the view may have been reverted because of the mark. A reverted view counts again,
     * and is provisional until it is settled again.
     *
     * @param client the connection whose transaction contains the request
     * @param calls the calls, with only those viewers whose marks were deleted
     * @return completes when the backfill is requested; fails with the error of Postgres
     */
    public Uni<Void> handBackAgain(SqlClient client, List<UnacknowledgedCall> calls) {
        List<UnacknowledgedCall> undone = calls.stream()
                .filter(call -> call.viewers().stream().anyMatch(viewer -> !viewer.isEmpty()))
                .toList();
        if (undone.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // In one statement, because each call locks its items in order, and several calls in one transaction would not.
        String[] items = undone.stream()
                .flatMap(call -> call.items().stream())
                .distinct()
                .toArray(String[]::new);
        List<Tuple> viewers = undone.stream()
                .map(call -> Tuple.of(
                        call.window(),
                        call.items().toArray(String[]::new),
                        call.viewers().toArray(String[]::new)))
                .toList();
        return client.preparedQuery(LOCK_ITEMS)
                .execute(Tuple.of(items))
                .chain(() -> client.preparedQuery(HAND_BACK_AGAIN).executeBatch(viewers))
                .replaceWithVoid();
    }

    /**
     * Requests a new backfill as {@link #handBackAgain(SqlClient, List)}, in a transaction of its own.
     *
     * @param calls the calls, with only those viewers whose marks were deleted
     * @return completes when the backfill is requested; fails if Postgres is unavailable
     */
    public Uni<Void> handBackAgain(List<UnacknowledgedCall> calls) {
        return gateway.askInBulk(connection -> handBackAgain(connection, calls));
    }

    /**
     * Records calls that have to be undone in Redis, or that were undone there and whose marks were deleted thereby.
     * Idempotent.
     *
     * @param client the connection whose transaction contains the record
     * @param calls the calls, with only those viewers whose views are to be reverted
     * @return completes when the calls are recorded; fails with the error of Postgres
     */
    public Uni<Void> toBeUndone(SqlClient client, List<UnacknowledgedCall> calls) {
        return client.preparedQuery(REVOKE_CALL)
                .executeBatch(calls.stream().map(FallbackStore::tupleOf).toList())
                .replaceWithVoid();
    }

    /**
     * Records calls as {@link #toBeUndone(SqlClient, List)}, in a transaction of its own.
     *
     * @param calls the calls, with only those viewers whose views are to be reverted
     * @return completes when the calls are recorded; fails if Postgres is unavailable
     */
    public Uni<Void> toBeUndone(List<UnacknowledgedCall> calls) {
        return gateway.ask(() -> toBeUndone(postgres, calls));
    }

    private static Tuple tupleOf(UnacknowledgedCall call) {
        return Tuple.tuple()
                .addString(call.slot())
                .addLong(call.seq())
                .addString(call.window())
                .addArrayOfString(call.items().toArray(String[]::new))
                .addArrayOfString(call.viewers().toArray(String[]::new))
                .addArrayOfShort(
                        call.partitions().stream().map(Integer::shortValue).toArray(Short[]::new));
    }

    /**
     * Returns calls that have to be undone in Redis, of all replicas.
     *
     * @return the oldest calls, at most 1,000; fails if Postgres is unavailable
     */
    public Uni<List<UnacknowledgedCall>> revokedCalls() {
        return gateway.askInBackground(() -> revokedCalls(postgres));
    }

    /**
     * Returns calls that have to be undone in Redis, as {@link #revokedCalls()}.
     *
     * @param client the connection to read on
     * @return the oldest calls, at most 1,000; fails with the error of Postgres
     */
    public Uni<List<UnacknowledgedCall>> revokedCalls(SqlClient client) {
        return client.query(REVOKED_CALLS).execute().map(rows -> Rows.all(rows, FallbackStore::callOf));
    }

    private static UnacknowledgedCall callOf(Row row) {
        return new UnacknowledgedCall(
                row.getString("slot"),
                row.getLong("seq"),
                row.getString("window_label"),
                List.of(row.getArrayOfStrings("items")),
                List.of(row.getArrayOfStrings("viewers")),
                Arrays.stream(row.getArrayOfShorts("partitions"))
                        .map(Short::intValue)
                        .toList());
    }

    /**
     * Deletes the records of calls that were undone.
     *
     * @param calls the calls, identified by slot and sequence number
     * @return completes when the records are deleted; fails if Postgres is unavailable
     */
    public Uni<Void> undone(List<UnacknowledgedCall> calls) {
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : gateway.askInBackground(() -> postgres.preparedQuery(CALL_IS_UNDONE)
                        .executeBatch(calls.stream()
                                .map(call -> Tuple.of(call.slot(), call.seq()))
                                .toList())
                        .replaceWithVoid());
    }

    /**
     * Returns access to the viewers to backfill into Redis. Each step uses a transaction of its own.
     *
     * @return the viewers
     */
    public FallbackViewers viewers() {
        return new FallbackViewers(gateway, handedBackAtOnce, Optional.empty());
    }

    /**
     * Returns access to the viewers to backfill into Redis. All steps use one connection.
     *
     * @param connection the connection, whose transaction excludes counting in Postgres
     * @return the viewers
     */
    public FallbackViewers viewers(SqlConnection connection) {
        return new FallbackViewers(gateway, handedBackAtOnce, Optional.of(connection));
    }

    /**
     * Deletes viewers whose retention has ended, and sums up eras that ended long ago. It uses the clock of Postgres,
     * which is the same for all replicas.
     *
     * @return completes when this is done; fails if Postgres is unavailable
     */
    public Uni<Void> prune() {
        return pruneViewers()
                .chain(() -> gateway.ask(() -> postgres.query(SUM_UP_ERAS).execute()))
                .replaceWithVoid();
    }

    private Uni<Void> pruneViewers() {
        return gateway.askInBulk(connection -> connection.query(PRUNE).execute().map(SqlResult::rowCount))
                .repeat()
                .whilst(pruned -> pruned == PRUNED_AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
