package io.footfall.fuzz;

import io.footfall.openapi.ApiDescription;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The series of the metrics, without values and buckets.
 *
 * @param series names with labels
 */
record MetricSeries(Set<String> series) {

    private static final String REQUESTS = "http_server_requests_seconds";
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern METHOD = Pattern.compile("GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|CONNECT|OTHER");
    private static final Pattern STATUS = Pattern.compile("[1-5][0-9][0-9]|RESET");

    /** The {@code uri} labels of requests that match no operation. */
    private static final Set<String> OTHER_PATHS = Set.of("UNMATCHED", "/footfall.js", "/admin");

    /**
     * Series that exist once, from their first use: those of the self-test's cache, and those of the thread pool of
     * imports.
     */
    private static final Pattern MADE_ONCE = Pattern.compile("\\{.*(cache=\"self-test\"|pool_name=\"imports\").*}");

    static MetricSeries of(String metrics) {
        return new MetricSeries(metrics.lines()
                // Excludes series of the JVM, whose labels depend on events, such as kinds of garbage collections.
                .filter(line -> !line.startsWith("#") && !line.startsWith("jvm_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .map(line -> line.replaceAll(",?(le|quantile)=\"[^\"]*\"", ""))
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /**
     * Returns the unexpected new series: all except request metrics of known operations with known HTTP methods and
     * statuses.
     */
    Set<String> newSince(MetricSeries before, ApiDescription api) {
        return series.stream()
                .filter(one -> !before.series.contains(one))
                .filter(one -> !MADE_ONCE.matcher(one).find())
                .filter(one -> !one.startsWith(REQUESTS) || !isOfOperation(one, api))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOfOperation(String one, ApiDescription api) {
        Matcher labels = LABEL.matcher(one);
        while (labels.find()) {
            String value = labels.group(2);
            boolean known =
                    switch (labels.group(1)) {
                        case "method" -> METHOD.matcher(value).matches();
                        case "status" -> STATUS.matcher(value).matches();
                        case "uri" -> OTHER_PATHS.contains(value) || api.paths().contains(value);
                        default -> value.matches("[A-Z_]+");
                    };
            if (!known) {
                return false;
            }
        }
        return true;
    }
}
