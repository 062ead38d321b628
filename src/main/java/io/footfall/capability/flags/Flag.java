package io.footfall.capability.flags;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A feature flag.
 *
 * @param name an id
 * @param enabled whether the flag is on for any user
 * @param percentage the percentage of users for whom it is on if it is enabled, 0 to 100
 * @param description the purpose
 * @param changedAt when it was last changed
 * @param changedBy who changed it last, see {@link AuditActor}
 */
@RegisterForReflection
record Flag(
        @Schema(examples = "new-editor") String name,
        boolean enabled,
        @Schema(examples = "25") int percentage,
        @Schema(examples = "The editor of 2027") String description,
        Instant changedAt,
        @Schema(examples = "service:ada") String changedBy) {

    private static final int ALL = 100;

    /** More buckets than percents, so that one bucket is 0.01 % of all users. */
    private static final long BUCKETS = 10_000;

    /** Whether the flag is on for all users. */
    boolean isOnForAll() {
        return enabled && percentage == ALL;
    }

    /**
     * Whether the flag is on for a user. The user's bucket is a hash of the name of the flag and the user id: different
     * flags select different users, and a user for whom the flag is on at 10 % stays on at 20 %.
     */
    boolean isOnFor(String userId) {
        return enabled && bucketOf(userId) < percentage * BUCKETS / ALL;
    }

    private long bucketOf(String userId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((name + "\n" + userId).getBytes(StandardCharsets.UTF_8));
            return Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), BUCKETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
