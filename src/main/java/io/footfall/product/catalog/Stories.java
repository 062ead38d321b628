package io.footfall.product.catalog;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** Repository of stories, by id. */
@ApplicationScoped
class Stories implements PanacheRepositoryBase<StoryEntity, String> {}
