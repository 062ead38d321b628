package io.footfall;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validation rules for the settings of rate limit policies. Names are normalized to their form in the environment, from
 * whatever source they come.
 */
final class PolicyRules {

    private static final String VARIABLE = "FOOTFALL_RATE_LIMITS_POLICIES_";
    private static final Pattern SETTING = Pattern.compile(
            VARIABLE + "([A-Z][A-Z0-9_]{0,31}?)_" + "(LIMIT|WINDOW|ALGORITHM|KEY|MODE|CANDIDATE_LIMIT|WITHOUT_REDIS)");
    private static final String PREFIX = "footfall.rate-limits.policies.";
    private static final Pattern IN_FILE = Pattern.compile(
            "\"?([a-z][a-z0-9-]{0,31})\"?\\.(limit|window|algorithm|key|mode|candidate-limit|without-redis)");
    private static final String LIMIT = "_LIMIT";
    private static final String WINDOW = "_WINDOW";
    private static final long LARGEST_LIMIT = 1_000_000_000;
    private static final Duration LONGEST_WINDOW = Duration.ofDays(31);

    private record Rule(Predicate<String> accepts, String takes) {}

    private static final Rule HITS = new Rule(PolicyRules::isLimit, "a number of hits, 1 to 1000000000");
    private static final Map<String, Rule> RULES = Map.of(
            "LIMIT", HITS,
            "CANDIDATE_LIMIT", HITS,
            "WINDOW", new Rule(PolicyRules::isWindow, "whole seconds, 1s to 31d, for instance 60s or 15m"),
            "ALGORITHM", oneOf("fixed-window", "sliding-window"),
            "KEY", oneOf("client", "user", "token"),
            "MODE", oneOf("enforce", "shadow"),
            "WITHOUT_REDIS", oneOf("local", "open", "closed"));

    private PolicyRules() {}

    /** Returns the first setting that is invalid or missing, as a message of one line; empty if there is none. */
    static Optional<String> firstProblem(Iterable<String> names, Function<String, Optional<String>> setting) {
        Set<String> given = new TreeSet<>();
        Set<String> policies = new TreeSet<>();
        for (String name : names) {
            if (isMisnamed(name)) {
                return Optional.of(
                        PREFIX + "* takes names of 1 to 32 characters of a-z 0-9 -, and settings that there are.");
            }
            String inEnvironment = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
            Matcher matcher = SETTING.matcher(inEnvironment);
            if (name.startsWith(VARIABLE) && !matcher.matches()) {
                return Optional.of(name
                        + " names no setting of a policy, whose name has 1 to 32 characters of A-Z 0-9 _: " + VARIABLE
                        + "<NAME>_LIMIT, _WINDOW, _ALGORITHM, _KEY, _MODE, _CANDIDATE_LIMIT or _WITHOUT_REDIS.");
            }
            if (matcher.matches()) {
                policies.add(VARIABLE + matcher.group(1));
                setting.apply(name).ifPresent(value -> given.add(inEnvironment));
                Rule rule = RULES.get(matcher.group(2));
                if (setting.apply(name).filter(rule.accepts().negate()).isPresent()) {
                    return Optional.of(inEnvironment + " takes " + rule.takes() + ".");
                }
            }
        }
        return policies.stream()
                .filter(policy -> !given.contains(policy + LIMIT) || !given.contains(policy + WINDOW))
                .findFirst()
                .map(policy -> "Set " + policy + LIMIT + " and " + policy + WINDOW + ": a policy needs both.");
    }

    /**
     * Returns the configuration property for an environment variable.
     *
     * @param variable the name of any environment variable
     * @return for example {@code footfall.rate-limits.policies.password-reset.limit} for
     *     {@code FOOTFALL_RATE_LIMITS_POLICIES_PASSWORD_RESET_LIMIT}; empty if it is not a setting of a policy
     */
    static Optional<String> settingOf(String variable) {
        Matcher matcher = SETTING.matcher(variable);
        return matcher.matches()
                ? Optional.of(PREFIX + dashed(matcher.group(1)) + "." + dashed(matcher.group(2)))
                : Optional.empty();
    }

    private static String dashed(String words) {
        return words.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isMisnamed(String name) {
        return name.startsWith(PREFIX)
                && !IN_FILE.matcher(name.substring(PREFIX.length())).matches();
    }

    private static Rule oneOf(String... words) {
        return new Rule(Set.of(words)::contains, String.join(" or ", words));
    }

    private static boolean isLimit(String text) {
        try {
            long number = Long.parseLong(text);
            return number >= 1 && number <= LARGEST_LIMIT;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isWindow(String text) {
        try {
            Duration window = DurationConverter.parseDuration(text);
            return window.compareTo(Duration.ofSeconds(1)) >= 0
                    && window.compareTo(LONGEST_WINDOW) <= 0
                    && window.toNanosPart() == 0;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }
}
