package io.footfall.capability.flags;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A flag.
 *
 * @param name an id
 * @param enabled whether it is on for anybody
 * @param percentage for how many of a hundred users it is on then
 * @param description what it is for
 * @param changedAt when it was changed last
 * @param changedBy by whom
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

    /** Finer than a percentage, so that a hundredth of all users is one. */
    private static final long BUCKETS = 10_000;

    /** Whether it is on for nobody in particular: on for all. */
    boolean isOnForAll() {
        return enabled && percentage == ALL;
    }

    /**
     * Whether it is on for a user. Which users that are is another matter for each flag, and does not change but by the percentage: a user for
     * whom it is on at 10 keeps it at 20.
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
