package io.footfall.ratelimit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A named limit.
 *
 * @param name as it is configured
 * @param limit hits, by their cost, in a window
 * @param window its length, whole seconds
 * @param algorithm how hits of the past count
 * @param key whose hits are counted together
 * @param mode what happens to those over the limit
 * @param candidate a limit that is tried beside the real one, and only shows in metrics
 * @param withoutRedis what happens while Redis is away
 */
record Policy(
        String name,
        long limit,
        Duration window,
        Algorithm algorithm,
        Key key,
        Mode mode,
        OptionalLong candidate,
        Fallback withoutRedis) {

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

    static String wordOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    long windowMillis() {
        return window.toMillis();
    }

    /** What becomes of hits over the limit. */
    Decision.Verdict over() {
        return mode == Mode.SHADOW ? Decision.Verdict.SHADOWED : Decision.Verdict.REFUSED;
    }

    /** Names its counters: with another window it has others. */
    String label() {
        return name + ":" + window.toSeconds();
    }
}
