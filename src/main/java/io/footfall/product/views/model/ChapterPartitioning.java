package io.footfall.product.views.model;

import io.footfall.platform.redis.RedisSettings;
import io.footfall.product.catalog.ChapterHomes;
import jakarta.inject.Singleton;

/**
 * Decides in which partition a chapter lies. A chapter lies in the partition of its story, so that both can be counted
 * in one atomic step on a Redis Cluster too. Without a Cluster, a chapter of an open catalog lies in the partition of
 * its own id, because it may be viewed before its story is known.
 */
@Singleton
class ChapterPartitioning implements ChapterHomes {

    private final boolean byItself;

    ChapterPartitioning(ViewSettings settings, RedisSettings redis) {
        this.byItself = settings.catalogMode() == ViewSettings.CatalogMode.OPEN && !redis.cluster();
    }

    @Override
    public String of(String id, String storyId) {
        return byItself ? id : storyId;
    }
}
