package io.footfall.capability.ratelimit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** A policy: a named limit from the configuration. */
final class Policy {

    /** The kind of key by which hits on this service's own endpoints are counted. */
    enum Key {
        /** The client's address; for IPv6 its /64 network. */
        CLIENT,
        /** The signed-in reader; for anonymous requests the address. */
        USER,
        /** The token of the request, including those of services and operators; for anonymous requests the address. */
        TOKEN;

        @JsonValue
        String word() {
            return wordOf(this);
        }
    }

    /** What happens to hits over the limit. */
    enum Mode {
        /** They are denied. */
        ENFORCE,
        /** They pass, and only show in metrics. */
        SHADOW;

        @JsonValue
        String word() {
            return wordOf(this);
        }
    }

    /** The fallback while Redis is unavailable. */
    enum Fallback {
        /** Each replica limits alone. */
        LOCAL,
        /** All hits pass. */
        OPEN,
        /** All hits are denied; in mode {@code shadow} they pass as over the limit. */
        CLOSED;

        @JsonValue
        String word() {
            return wordOf(this);
        }
    }

    private final String name;
    private final RateLimitSettings.PolicySettings settings;
    private final long windowMillis;
    private final String label;
    private final String quoted;
    private final String item;
    private final Quota quota;

    Policy(String name, RateLimitSettings.PolicySettings settings) {
        this.name = name;
        this.settings = settings;
        this.windowMillis = settings.window().toMillis();
        this.label = name + ":" + settings.window().toSeconds();
        this.quoted = '"' + name + '"';
        this.item = itemOf(settings.limit());
        this.quota = new Quota(this, settings.limit());
    }

    static String wordOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String name() {
        return name;
    }

    /** Limit of a window, as the sum of the costs of its hits. */
    long limit() {
        return quota.limit();
    }

    /** The quota of keys without an override. */
    Quota quota() {
        return quota;
    }

    Duration window() {
        return settings.window();
    }

    long windowMillis() {
        return windowMillis;
    }

    Algorithm algorithm() {
        return settings.algorithm();
    }

    Key key() {
        return settings.key();
    }

    Mode mode() {
        return settings.mode();
    }

    /** A candidate limit, evaluated beside the real limit. Only shows in metrics. */
    OptionalLong candidate() {
        return settings.candidateLimit();
    }

    Fallback withoutRedis() {
        return settings.withoutRedis();
    }

    /** The verdict on hits over the limit. */
    Decision.Verdict over() {
        return mode() == Mode.SHADOW ? Decision.Verdict.SHADOWED : Decision.Verdict.REFUSED;
    }

    /** The name as a string of a structured field. */
    String quoted() {
        return quoted;
    }

    /** The policy as an item of a structured field, with the limit of a key. */
    String asItem(long limit) {
        return limit == limit() ? item : itemOf(limit);
    }

    private String itemOf(long limit) {
        return quoted + ";q=" + limit + ";w=" + window().toSeconds();
    }

    /** Names the counters in Redis. Includes the window, so that a policy with another window uses other counters. */
    String label() {
        return label;
    }
}
