package io.footfall.product.views;

import io.footfall.platform.postgres.DirectPostgres;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.PostgresSettings;
import io.footfall.product.views.counting.FallbackCounts;
import io.footfall.product.views.failover.FallbackStore;
import io.footfall.product.views.model.SaltStore;
import io.footfall.product.views.model.ViewSettings;
import io.footfall.product.views.sync.DeletedItems;
import io.footfall.product.views.sync.ViewStore;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Clock;
import java.util.Map;

/** The classes that count in Postgres, assembled as in the service, on one database: a real Postgres or the model. */
record PostgresUnderTest(
        Pool pool,
        PostgresGateway gateway,
        FallbackStore outages,
        DeletedItems deletions,
        SaltStore salts,
        Catalog strict,
        Catalog open) {

    /** The classes whose behaviour depends on the catalog mode. */
    record Catalog(ViewStore store, FallbackCounts counts) {}

    static PostgresUnderTest of(Vertx vertx, io.vertx.sqlclient.Pool connections) {
        Pool pool = Pool.newInstance(connections);
        PostgresGateway gateway = new DirectPostgres(
                vertx, pool, settings("strict").getConfigMapping(PostgresSettings.class), Clock.systemUTC());
        FallbackStore outages = new FallbackStore(pool, gateway);
        return new PostgresUnderTest(
                pool,
                gateway,
                outages,
                new DeletedItems(pool, gateway),
                new SaltStore(pool, gateway),
                catalog("strict", pool, gateway, outages),
                catalog("open", pool, gateway, outages));
    }

    private static Catalog catalog(String mode, Pool pool, PostgresGateway gateway, FallbackStore outages) {
        ViewSettings settings = settings(mode).getConfigMapping(ViewSettings.class);
        return new Catalog(
                new ViewStore(pool, gateway, settings), new FallbackCounts(pool, gateway, outages, settings));
    }

    private static SmallRyeConfig settings(String mode) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(
                        Map.of("footfall.views.catalog-mode", mode), "settings of one side", 100))
                .withMapping(ViewSettings.class)
                .withMapping(PostgresSettings.class)
                .build();
    }
}
