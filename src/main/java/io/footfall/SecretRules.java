package io.footfall;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Validation rules for the static tokens of callers. */
final class SecretRules {

    private static final int SHORTEST = 12;

    private static final String SERVICES = "SERVICE_TOKENS";

    /** The settings that contain tokens, one per role. */
    private static final List<String> SETTINGS = List.of("ADMIN_TOKEN", "CRON_SECRET", SERVICES);

    private SecretRules() {}

    static boolean isSecret(String text) {
        return text.length() >= SHORTEST && text.chars().noneMatch(Character::isWhitespace);
    }

    /**
     * Returns a message of one line if two roles share a token, because a caller with that token would get the rights
     * of both; empty otherwise.
     */
    static Optional<String> firstProblem(Function<String, Optional<String>> setting) {
        Map<String, String> roleOf = new TreeMap<>();
        for (String role : SETTINGS) {
            for (String token :
                    setting.apply(role).map(text -> tokens(role, text)).orElse(List.of())) {
                String other = roleOf.putIfAbsent(token, role);
                if (other != null && !other.equals(role)) {
                    return Optional.of(
                            "%s and %s have a value in common: each role takes its own.".formatted(other, role));
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> tokens(String role, String text) {
        return role.equals(SERVICES)
                ? Arrays.stream(text.split(",")).map(String::trim).toList()
                : List.of(text);
    }
}
