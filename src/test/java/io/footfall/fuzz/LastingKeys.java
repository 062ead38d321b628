package io.footfall.fuzz;

import io.footfall.platform.redis.KeyKind;
import io.footfall.support.RedisProbe;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds keys of Redis without a time to live. */
final class LastingKeys {

    /** Keys whose number does not depend on the callers, each with the reason why it has no time to live. */
    private static final Map<Pattern, String> FIXED = Map.of(
            Pattern.compile("ff:\\{\\d\\d}:(pending|flushing|known2?)"),
            "one hash for each of 100 partitions: views that Postgres does not hold yet, and totals, by items of the catalog",
            Pattern.compile("ff:era|ff:\\{\\d\\d}:(era|transfers)"),
            "one number for each partition, which tells a Redis that lost its memory from one that did not",
            Pattern.compile("ff:\\{cache:[a-z-]+}:(seq|cleared)"),
            "numbers of each named cache, by which a load that began before an invalidation is told apart");

    private LastingKeys() {}

    static Set<String> of(RedisProbe redis) {
        return redis.keys("*").stream()
                .filter(key -> redis.send(Command.PTTL, key).toLong() == -1)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the keys without a time to live that were created since, each with its kind. */
    static Set<String> since(Set<String> before, RedisProbe redis) {
        return of(redis).stream()
                .filter(key -> !before.contains(key))
                .filter(key -> FIXED.keySet().stream()
                        .noneMatch(pattern -> pattern.matcher(key).matches()))
                .map(key -> KeyKind.of(key) + " " + key)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the items of which Redis stores totals. */
    static Set<String> itemsWithTotals(RedisProbe redis) {
        return Stream.of("known", "known2", "pending")
                .flatMap(name -> redis.keys("ff:{*}:" + name).stream())
                .flatMap(key -> redis.send(Command.HKEYS, key).stream())
                .map(Response::toString)
                .filter(field -> !field.startsWith("#"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
