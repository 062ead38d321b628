package io.footfall.product.views;

import io.footfall.platform.redis.RedisSettings;
import io.footfall.product.catalog.ChapterHomes;
import jakarta.inject.Singleton;

/**
 * A chapter lies with its story, so that both are counted in one step on a Cluster too. Elsewhere a chapter of an open catalog lies by itself: it
 * may have been viewed before anybody said which story it belongs to.
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
