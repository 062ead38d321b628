package io.footfall.capability.ratelimit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * What is different for one key.
 *
 * @param policy name of the policy
 * @param key a text of up to 256 characters, or an address in its one form
 * @param kind what is different
 * @param limit the key's limit; null where the kind says it all
 * @param expiresAt when it ends; null: never
 * @param note why, for operators; null: none
 * @param updatedAt when it was last written
 */
record KeyOverride(
        String policy, String key, Kind kind, Long limit, Instant expiresAt, String note, Instant updatedAt) {

    /** What is different. */
    enum Kind {
        /** The limit is another one. */
        @JsonProperty("limit")
        LIMIT,
        /** No hit passes. */
        @JsonProperty("blocked")
        BLOCKED,
        /** All hits pass, and none is counted. */
        @JsonProperty("exempt")
        EXEMPT;

        String word() {
            return Policy.wordOf(this);
        }
    }

    boolean isOverAt(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    /** Whether it says by itself what becomes of a hit. */
    boolean decides() {
        return kind != Kind.LIMIT;
    }

    Quota quotaOf(Policy of) {
        return switch (kind) {
            case LIMIT -> new Quota(of, limit);
            case BLOCKED -> new Quota(of, 0);
            case EXEMPT -> of.quota();
        };
    }
}
