package io.footfall.product.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/**
 * A row of {@code stories}. Hibernate never writes the two counts: only the statements that persist views write the
 * read count, and only those of {@link Likes} write the like count.
 */
@Entity
@Table(name = "stories")
class StoryEntity {

    @Id
    String id;

    String title;

    @Column(name = "author_id")
    String authorId;

    String[] tags = {};

    @Column(name = "published_at")
    Instant publishedAt;

    @Column(name = "read_count", insertable = false, updatable = false)
    long readCount;

    @Column(name = "like_count", insertable = false, updatable = false)
    long likeCount;

    @Column(name = "updated_at")
    Instant updatedAt;
}
