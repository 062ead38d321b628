package io.footfall.product.catalog;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Repository of chapters, by id and by story. */
@ApplicationScoped
class Chapters implements PanacheRepositoryBase<ChapterEntity, String> {

    Uni<List<ChapterEntity>> page(String storyId, int afterPosition, String afterId, int rows) {
        return find(
                        "storyId = ?1 and (position > ?2 or position = ?2 and id > ?3) order by position, id",
                        storyId,
                        afterPosition,
                        afterId)
                .page(0, rows)
                .list();
    }
}
