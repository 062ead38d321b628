package io.footfall.capability.ratelimit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** A named limit, as it is configured. */
final class Policy {

    /** Whose hits are counted together. */
    enum Key {
        /** The client's address; for IPv6 its /64 network. */
        CLIENT,
        /** The signed-in reader; whoever is not signed in, by address. */
        USER,
        /** The token that was shown, also a service's or an operator's; whoever shows none, by address. */
        TOKEN;

        @JsonValue
        String word() {
            return wordOf(this);
        }
    }

    /** What happens to hits over the limit. */
    enum Mode {
        /** They are refused. */
        ENFORCE,
        /** They pass, and show in metrics alone. */
        SHADOW;

        @JsonValue
        String word() {
            return wordOf(this);
        }
    }

    /** What happens while Redis is away. */
    enum Fallback {
        /** Each replica limits alone. */
        LOCAL,
        /** All hits pass. */
        OPEN,
        /** No hit passes. */
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

    /** Hits, by their cost, in a window. */
    long limit() {
        return quota.limit();
    }

    /** What keys have of which no override says otherwise. */
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

    /** A limit that is tried beside the real one, and only shows in metrics. */
    OptionalLong candidate() {
        return settings.candidateLimit();
    }

    Fallback withoutRedis() {
        return settings.withoutRedis();
    }

    /** What becomes of hits over the limit. */
    Decision.Verdict over() {
        return mode() == Mode.SHADOW ? Decision.Verdict.SHADOWED : Decision.Verdict.REFUSED;
    }

    /** Its name as a string of a structured field. */
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

    /** Names its counters: with another window it has others. */
    String label() {
        return label;
    }
}
