package io.footfall.capability.ratelimit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * An override of a policy for one key.
 *
 * @param policy name of the policy
 * @param key a text of up to 256 characters, or an address in its canonical form
 * @param kind what the override changes
 * @param limit the key's limit; null unless the kind is {@link Kind#LIMIT}
 * @param expiresAt when the override expires; null: never
 * @param note the reason, for operators; null: none
 * @param updatedAt when it was last written
 */
record KeyOverride(
        String policy, String key, Kind kind, Long limit, Instant expiresAt, String note, Instant updatedAt) {

    /** What an override changes. */
    enum Kind {
        /** The key has another limit. */
        @JsonProperty("limit")
        LIMIT,
        /** All hits are denied, also in mode {@code shadow}. */
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

    /** Whether the override alone decides on a hit, without counting. */
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
