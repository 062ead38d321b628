package io.footfall.product.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code chapters}. Hibernate never writes the read count; only the statements that persist views do. */
@Entity
@Table(name = "chapters")
class ChapterEntity {

    @Id
    String id;

    @Column(name = "story_id")
    String storyId;

    @Column(updatable = false)
    String home;

    String title;

    Integer position;

    @Column(name = "read_count", insertable = false, updatable = false)
    long readCount;

    @Column(name = "updated_at")
    Instant updatedAt;
}
