package io.footfall.capability.ratelimit;

import io.footfall.platform.redis.RedisKeys;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * The hits that go into one call of a script; the script may also do other work. Hits with the same key, policy, limit
 * and cost share one line, so that a hot key costs Redis one step per call, however many hits it has. The position of a
 * hit in its line (its rank) tells whether the hit passes. The arguments and the reply of the script are described in
 * {@code limits.lua}.
 */
public final class LimitCheckBatch {

    /** The line number of an operation without a hit. */
    public static final String NO_LINE = "";

    private static final String NO_CANDIDATE = "";
    private static final String FIXED = "f";
    private static final String SLIDING = "s";

    /** Identifies a rule. Holds the name of the policy instead of the policy, because names are cheap to compare. */
    private record Rule(String policy, long limit, int cost) {

        private static Rule of(LimitCheck check) {
            return new Rule(check.policy().name(), check.quota().limit(), check.cost());
        }
    }

    private record LineKey(String field, Rule rule) {}

    private record Line(String number, Rule rule, List<LimitCheck> hits) {

        private LimitCheck first() {
            return hits.get(0);
        }
    }

    private final BiConsumer<LimitCheck, Quota.Outcome> decided;
    private final Map<Rule, String> rules = new HashMap<>();
    private final List<LimitCheck> rulesInOrder = new ArrayList<>();
    private final Map<LineKey, Line> lines = new LinkedHashMap<>();

    /** An empty batch. {@code decided} receives each hit with its decision. */
    LimitCheckBatch(BiConsumer<LimitCheck, Quota.Outcome> decided) {
        this.decided = decided;
    }

    /**
     * Adds a hit that is not decided yet.
     *
     * @param check the hit
     * @return the number of its line in the script call, from 1
     */
    public String add(LimitCheck check) {
        Rule rule = Rule.of(check);
        Line line = lines.computeIfAbsent(
                new LineKey(check.key().field(), rule),
                key -> new Line(Integer.toString(lines.size() + 1), rule, new ArrayList<>(1)));
        line.hits().add(check);
        return line.number();
    }

    /**
     * Appends the keys of the lines to the keys of a script: one per line.
     *
     * @param keys the keys so far
     */
    public void addKeys(List<String> keys) {
        for (Line line : lines.values()) {
            keys.add(baseOf(line.first().policy(), line.first().key()));
        }
    }

    static String baseOf(Policy policy, LimitKey key) {
        return RedisKeys.limit(key.partition(), policy.label(), key.shard());
    }

    /**
     * Appends the rules and the lines to the arguments of a script.
     *
     * @param arguments the arguments so far
     */
    public void addArguments(List<String> arguments) {
        List<String> ofLines = new ArrayList<>(3 * lines.size());
        for (Line line : lines.values()) {
            ofLines.add(numberOf(line.rule(), line.first()));
            ofLines.add(line.first().key().field());
            ofLines.add(Integer.toString(line.hits().size()));
        }
        arguments.add(Integer.toString(rulesInOrder.size()));
        rulesInOrder.forEach(example -> addRule(example, arguments));
        arguments.add(Integer.toString(lines.size()));
        arguments.addAll(ofLines);
    }

    /** Arguments of {@code limit.lua} that read the counters of the key of a hit and count nothing. */
    static List<String> looking(LimitCheck check) {
        List<String> arguments = new ArrayList<>();
        arguments.add("1");
        addRule(check, arguments);
        arguments.addAll(List.of("1", "1", check.key().field(), "0"));
        return arguments;
    }

    private String numberOf(Rule rule, LimitCheck example) {
        return rules.computeIfAbsent(rule, added -> {
            rulesInOrder.add(example);
            return Integer.toString(rulesInOrder.size());
        });
    }

    private static void addRule(LimitCheck example, List<String> arguments) {
        Quota quota = example.quota();
        arguments.add(Long.toString(quota.limit()));
        arguments.add(Long.toString(quota.enforced()));
        arguments.add(Long.toString(quota.policy().windowMillis()));
        arguments.add(quota.policy().algorithm() == Algorithm.SLIDING_WINDOW ? SLIDING : FIXED);
        arguments.add(Integer.toString(example.cost()));
        OptionalLong candidate = quota.policy().candidate();
        arguments.add(candidate.isPresent() ? Long.toString(candidate.getAsLong()) : NO_CANDIDATE);
    }

    /**
     * The counters of a line.
     *
     * @param answers the reply of the script; its first element is the time of Redis
     * @param at index of the first counter of the line
     */
    static WindowUsage usageIn(Response answers, int at) {
        return new WindowUsage(
                answers.get(at).toLong(),
                answers.get(at + 1).toLong(),
                answers.get(0).toLong());
    }

    /**
     * Decides all hits by the reply of the script.
     *
     * @param answers the reply, which begins with the time and the lines
     * @return index of the first element after the lines
     */
    public int decide(Response answers) {
        int at = 1;
        for (Line line : lines.values()) {
            WindowUsage before = usageIn(answers, at);
            boolean hasCandidate = line.first().policy().candidate().isPresent();
            Optional<WindowUsage> ofCandidate = hasCandidate ? Optional.of(usageIn(answers, at + 2)) : Optional.empty();
            for (int i = 0; i < line.hits().size(); i++) {
                decide(line.hits().get(i), before, ofCandidate, i + 1);
            }
            at += hasCandidate ? 4 : 2;
        }
        return at;
    }

    private void decide(LimitCheck check, WindowUsage before, Optional<WindowUsage> ofCandidate, int rank) {
        Quota.Outcome outcome = check.quota().decide(before, rank, check.cost(), Decision.Source.REDIS);
        decided.accept(
                check,
                ofCandidate
                        .map(usage -> outcome.with(check.quota().candidate(usage, rank, check.cost())))
                        .orElse(outcome));
    }
}
