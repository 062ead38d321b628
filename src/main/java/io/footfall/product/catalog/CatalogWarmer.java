package io.footfall.product.catalog;

import io.footfall.capability.cache.CacheWarmer;
import io.footfall.capability.cache.MissGuard;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;

/** Warms the story cache with the 200 most viewed stories. */
@Singleton
class CatalogWarmer implements CacheWarmer {

    private static final String MOST_VIEWED = "select id from stories order by read_count desc, id desc limit 200";
    private static final int AT_ONCE = 4;

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final CatalogService catalog;

    CatalogWarmer(Pool postgres, PostgresGateway gateway, CatalogService catalog) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.catalog = catalog;
    }

    @Override
    public String cache() {
        return "story";
    }

    @Override
    public Uni<Integer> warm() {
        return gateway.ask(() -> postgres.query(MOST_VIEWED).execute())
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(Rows.all(rows, row -> row.getString("id"))))
                .onItem()
                .transformToUni(story -> catalog.story(story, MissGuard.NONE))
                .merge(AT_ONCE)
                .collect()
                .asList()
                .map(List::size);
    }
}
