package io.footfall.product.admin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Extracts the series and labels that a PromQL expression queries. Supports only those parts of the language that the
 * rules and the dashboard use.
 */
final class Promql {

    private static final Pattern TOKENS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\""
            + "|[0-9][0-9a-zA-Z.]*"
            + "|[a-zA-Z_:][a-zA-Z0-9_:]*"
            + "|=~|!~|!=|==|>=|<="
            + "|\\S");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");
    private static final Set<String> BEFORE_LABELS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Map<String, String> VARIABLES = Map.of("$__rate_interval", "5m", "$instance", ".*");

    /** A condition on a label. */
    record Condition(String label, String operator, String value) {}

    /** The name of a metric, and the conditions on its labels. */
    record Selector(String metric, List<Condition> conditions) {}

    final List<Selector> selectors = new ArrayList<>();

    /** Labels by which the expression groups or joins. */
    final Set<String> labels = new HashSet<>();

    private final List<String> tokens = new ArrayList<>();
    private int at;

    Promql(String expression) {
        String text = expression;
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            text = text.replace(variable.getKey(), variable.getValue());
        }
        Matcher matcher = TOKENS.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        while (at < tokens.size()) {
            read();
        }
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private String next() {
        return tokens.get(at++);
    }

    private void read() {
        String token = next();
        boolean isName = Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
        if (BEFORE_LABELS.contains(token)) {
            readLabels();
        } else if (token.equals("[")) {
            at = tokens.subList(at, tokens.size()).indexOf("]") + at + 1;
        } else if (isName && !WORDS.contains(token) && !peek().equals("(") && !isFollowedByLabels()) {
            selectors.add(new Selector(token, peek().equals("{") ? readConditions() : List.of()));
        }
    }

    /** As in {@code sum by (le) (...)}: then the preceding name is an aggregation operator, not a metric. */
    private boolean isFollowedByLabels() {
        return BEFORE_LABELS.contains(peek());
    }

    private void readLabels() {
        for (String token = next(); !token.equals(")"); token = next()) {
            if (!token.equals("(") && !token.equals(",")) {
                labels.add(token);
            }
        }
    }

    private List<Condition> readConditions() {
        List<Condition> conditions = new ArrayList<>();
        for (String token = next(); !token.equals("}"); token = next()) {
            if (!token.equals("{") && !token.equals(",")) {
                String operator = next();
                String value = next();
                conditions.add(new Condition(token, operator, value.substring(1, value.length() - 1)));
            }
        }
        return conditions;
    }
}
