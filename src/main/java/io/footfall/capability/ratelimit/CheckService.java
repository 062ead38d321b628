package io.footfall.capability.ratelimit;

import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Keys;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Decides on hits of other services. */
@Singleton
class CheckService {

    private final RateLimiter limiter;
    private final Policies policies;
    private final LimitSubjectResolver subjectResolver;

    CheckService(RateLimiter limiter, Policies policies, LimitSubjectResolver subjectResolver) {
        this.limiter = limiter;
        this.policies = policies;
        this.subjectResolver = subjectResolver;
    }

    /** Request body of a rate limit check: the key and the cost of a hit. */
    record Check(
            @Schema(
                    required = true,
                    description =
                            "Any text without control characters; that of an IP address is the client of that address",
                    minLength = 1,
                    maxLength = Keys.LONGEST,
                    examples = "u1")
            String key,

            @Schema(description = "1 where nothing is said; at most the limit", examples = "1")
            Integer cost) {

        private static final int USUAL_COST = 1;

        /**
         * The cost of the hit, 1 by default. Must not be greater than the limit, because such a hit could never pass.
         *
         * @throws InvalidInputException where the cost is under 1, or over both the limit of the key and the limit of
         *     the policy
         */
        int costOf(Quota quota) {
            int checked = cost == null ? USUAL_COST : cost;
            long most = Math.max(quota.limit(), quota.policy().limit());
            if (checked < 1 || checked > most) {
                throw new InvalidInputException("cost", "takes 1 to " + most + ", the limit");
            }
            return checked;
        }
    }

    /** Response body of a rate limit check. */
    record Answer(
            @Schema(description = "Whether the hit passes", examples = "true")
            boolean allowed,

            @Schema(description = "Limit of the key in a window", examples = "100")
            long limit,

            @Schema(description = "What is left of it", examples = "99")
            long remaining,

            @Schema(description = "End of the window; for a refusal, when the same hit passes")
            Instant resetAt,

            @Schema(description = "Seconds after which the same hit passes; 0 where it does", examples = "0")
            long retryAfter,

            @Schema(description = "Whether this replica limits alone, because Redis is away", examples = "false")
            boolean degraded) {

        static Answer of(Decision decision) {
            return new Answer(
                    decision.isAllowed(),
                    decision.limit(),
                    decision.remaining(),
                    Instant.ofEpochMilli(decision.resetAtMillis()),
                    decision.retryAfterSeconds(),
                    decision.isDegraded());
        }
    }

    /**
     * Decides on a hit and counts it if it passes.
     *
     * @param check the request body; null where the body was the JSON {@code null}
     */
    Uni<Answer> decide(String policy, Check check) {
        Policy named = policies.named(policy);
        if (check == null) {
            throw new InvalidInputException("key", "is missing");
        }
        LimitSubject subject = subjectResolver.named("key", check.key());
        LimitCheck hit = limiter.hit(named, subject, check.costOf(limiter.quotaOf(named, subject)));
        return limiter.decide(hit).map(decided -> Answer.of(hit.decision()));
    }
}
