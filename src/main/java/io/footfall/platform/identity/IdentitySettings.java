package io.footfall.platform.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Secrets of callers and the proxies whose word about a client's address is taken. */
@ConfigMapping(prefix = "footfall.identity")
interface IdentitySettings {

    /** Tokens of the platform's backend, separated by commas, which nothing escapes; none: no service gets in. */
    Optional<String> serviceTokens();

    /** Token of the operator; none: no operator gets in. */
    Optional<String> adminToken();

    /** Secret of the cron trigger; none: only an operator may trigger a sync. */
    Optional<String> cronSecret();

    /** Addresses or CIDR ranges of proxies; none: forwarding headers are ignored. */
    Optional<List<String>> trustedProxies();

    /** The header that those proxies write, {@code x-forwarded-for} or {@code forwarded}; none: {@code x-forwarded-for}. */
    Optional<ForwardedHeader> forwardedHeader();

    /** How many wrong tokens a client may send in a minute, however few right ones it sends; see {@link WrongTokens}. */
    @WithDefault("30")
    @Min(1)
    long wrongTokens();

    /** How often the number of wrong tokens is logged, where there were any. */
    @WithDefault("60s")
    Duration wrongTokenReport();
}
