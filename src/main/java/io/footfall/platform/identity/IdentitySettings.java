package io.footfall.platform.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings for the static tokens of callers and for the trusted proxies. */
@ConfigMapping(prefix = "footfall.identity")
interface IdentitySettings {

    /**
     * Tokens of the platform's backend, separated by commas; a comma cannot be escaped. If empty, no service is
     * accepted.
     */
    Optional<String> serviceTokens();

    /** Token of the operator. If empty, no operator is accepted. */
    Optional<String> adminToken();

    /** Secret of the cron trigger. If empty, only an operator can trigger a sync. */
    Optional<String> cronSecret();

    /** Addresses or CIDR ranges of trusted proxies. If empty, forwarding headers are ignored. */
    Optional<List<String>> trustedProxies();

    /**
     * The header that the trusted proxies write, {@code x-forwarded-for} or {@code forwarded}. Default:
     * {@code x-forwarded-for}.
     */
    Optional<ForwardedHeader> forwardedHeader();

    /**
     * The number of wrong tokens per minute at which a client can be refused, if it sends fewer valid ones; see
     * {@link WrongTokens}.
     */
    @WithDefault("30")
    @Min(1)
    long wrongTokens();

    /** The interval at which the number of wrong tokens is logged. Nothing is logged if there were none. */
    @WithDefault("60s")
    Duration wrongTokenReport();
}
