package io.footfall.product.catalog;

import io.footfall.capability.cache.CacheWarmer;
import io.footfall.platform.web.Page;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** Warms the cache of story lists with the first page of each sort order, without filters. */
@Singleton
class ListingWarmer implements CacheWarmer {

    private final StoryListing listing;

    ListingWarmer(StoryListing listing) {
        this.listing = listing;
    }

    @Override
    public String cache() {
        return "listing";
    }

    @Override
    public Uni<Integer> warm() {
        return Multi.createFrom()
                .items(StorySort.values())
                .onItem()
                .transformToUniAndConcatenate(sort -> listing.page(null, null, sort, Page.DEFAULT_LIMIT, null))
                .collect()
                .asList()
                .map(List::size);
    }
}
