package io.footfall.product.views;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.model.DedupWindow;
import io.footfall.simulation.PostgresModel;
import io.footfall.simulation.RedisModel;
import io.footfall.simulation.Timeline;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Models of both stores, the clocks, and the actions of an operator and the catalog on them. */
final class SimulatedStores {

    private static final Duration WINDOW = Duration.ofHours(24);

    /**
     * The clock of the replicas. It is so far ahead of Redis' own clock that no key expires in Redis during a
     * simulation.
     */
    private static final Instant TODAY = Instant.parse("2026-04-11T06:00:00Z");

    static final long FIRST_ERA = 4;
    private static final long LOOK_AGAIN_MILLIS = 2;
    private static final String UNIQUE_VIOLATION = "23505";

    final Timeline timeline;
    final RedisModel redis;
    final PostgresModel postgres;
    final Clock clock;
    private Instant now = TODAY;

    SimulatedStores(long seed) {
        timeline = new Timeline(seed);
        redis = new RedisModel(timeline);
        postgres = new PostgresModel(timeline);
        InstantSource ofReplicas = () -> now;
        clock = ofReplicas.withZone(ZoneOffset.UTC);
        agreeOnSalts();
    }

    /** Stores the salts of two windows, as replicas do in advance. */
    private void agreeOnSalts() {
        agreeOnSalt(TODAY, "AAAAAAAAAAAAAAAAAAAAAA==");
        agreeOnSalt(TODAY.plus(WINDOW), "BBBBBBBBBBBBBBBBBBBBBB==");
    }

    private void agreeOnSalt(Instant time, String salt) {
        DedupWindow window = DedupWindow.at(time, (int) WINDOW.toHours());
        redis.call(List.of("SET", RedisKeys.salt(window.label()), salt));
        atOnce("""
                insert into view_salts as held (window_label, salt, held_until) values ($1, $2, $3)
                on conflict (window_label) do update set held_until = greatest(held.held_until, excluded.held_until)
                returning salt
                """, Tuple.of(window.label(), salt, window.end().plus(WINDOW).atOffset(ZoneOffset.UTC)));
    }

    /**
     * Brings the stores into the state after a first reconciliation. Otherwise each interleaving would begin with one.
     */
    void bringInLine() {
        redis.call(List.of("SET", RedisKeys.era(), Long.toString(FIRST_ERA)));
        atOnce(
                "update view_path set database_open = false, redis_run_id = $1, era = coalesce($2, era)",
                Tuple.of(redis.replicationId(), FIRST_ERA));
        atOnce("update view_eras set ended_at = now(), settled = settled + $1 where ended_at is null", Tuple.of(0L));
        atOnce("insert into view_eras (era, settled) values ($1, -$2::bigint)", Tuple.of(FIRST_ERA, 0L));
    }

    /** Switches to the other of two windows, as clocks of replicas that were set wrong and then corrected. */
    void setClocks() {
        now = now.equals(TODAY) ? TODAY.plus(WINDOW) : TODAY;
    }

    private PostgresModel.Answer atOnce(String sql, Tuple arguments) {
        PostgresModel.Session session = postgres.connect();
        List<PostgresModel.Answer> answers =
                session.execute(sql, List.of(arguments)).orElseThrow();
        session.close();
        return answers.get(0);
    }

    /**
     * Creates an item, and retries while locks prevent it.
     *
     * @param place the item and its home
     * @param story its story, where it is a chapter
     */
    void create(Placed place, ItemId story, Runnable then) {
        if (place.id().type() == ItemType.STORY) {
            eventually(
                    "insert into stories (id) values ($1)", Tuple.of(place.id().id()), then);
        } else {
            eventually(
                    "insert into chapters (id, home, story_id) values ($1, $2, $3)",
                    Tuple.of(place.id().id(), place.home(), story.id()),
                    then);
        }
    }

    /** Deletes an item, with its chapters where it is a story, and retries while locks prevent it. */
    void delete(ItemId item, Runnable then) {
        String table = item.type() == ItemType.STORY ? "stories" : "chapters";
        eventually("delete from " + table + " where id = $1", Tuple.of(item.id()), then);
    }

    private void eventually(String sql, Tuple arguments, Runnable then) {
        eventually(postgres.connect(), sql, arguments, then);
    }

    /** Retries while other transactions hold locks, and after a deadlock. */
    private void eventually(PostgresModel.Session session, String sql, Tuple arguments, Runnable then) {
        boolean done;
        try {
            done = session.execute(sql, List.of(arguments)).isPresent();
        } catch (PgException e) {
            // A replica with an open catalog may have created the item meanwhile.
            done = UNIQUE_VIOLATION.equals(e.getSqlState());
        }
        if (done) {
            session.close();
            then.run();
        } else {
            timeline.in(LOOK_AGAIN_MILLIS, () -> eventually(session, sql, arguments, then));
        }
    }

    /** Returns where an item is stored; empty where the catalog does not hold it. */
    Optional<Placed> placeOf(ItemId item) {
        return Optional.ofNullable(postgres.incarnation(item.field()))
                .map(incarnation -> new Placed(item, postgres.home(item.field()), incarnation));
    }

    /** Returns the views in Postgres of the current incarnation of an item; -1 where it does not exist. */
    long views(ItemId item) {
        return placeOf(item).map(place -> postgres.views(place.field())).orElse(-1L);
    }

    /**
     * Whether the stores are in line: nothing remains to be transferred, undone or settled, and Postgres knows the
     * present Redis and its era.
     */
    boolean areInLine() {
        return !postgres.databaseOpen()
                && postgres.revokedCalls() == 0
                && isKnown()
                && redis.dump().keySet().stream().noneMatch(SimulatedStores::isOnItsWay);
    }

    /** Whether Postgres knows the present Redis and its era. */
    private boolean isKnown() {
        PostgresModel.Answer state = atOnce(
                "select *, views_lost() as lost, exists (select from revoked_calls) as revoking from view_path",
                Tuple.tuple());
        List<Object> row = List.of(state.rows().get(0));
        return row.contains(redis.replicationId())
                && Long.toString((Long) row.get(state.columns().indexOf("era")))
                        .equals(redis.call(List.of("GET", RedisKeys.era())));
    }

    private static boolean isOnItsWay(String key) {
        return key.endsWith(":pending")
                || key.endsWith(":flushing")
                || key.endsWith(":sealed")
                || key.endsWith(":approximate");
    }
}
