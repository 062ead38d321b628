package io.footfall.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps ids out of the labels of HTTP metrics. Requests that no resource takes are labelled with their own path
 * otherwise, and anybody could fill the metrics with paths.
 */
class UriLabels {

    static final String URI = "uri";
    private static final String OTHER = "other";
    private static final Pattern FIXED = Pattern.compile("/q/.*|NOT_FOUND|REDIRECTION|UNKNOWN|root|/");

    /** What is fixed before what is not, where both would match. */
    private static final List<String> PATHS = List.of(
            "/api/ping",
            "/api/health/redis",
            "/api/stories",
            "/api/stories/{id}",
            "/api/stories/{id}/view",
            "/api/stories/{id}/views",
            "/api/stories/{id}/chapters",
            "/api/stories/{id}/like",
            "/api/stories/{id}/badge.svg",
            "/api/chapters/{id}",
            "/api/chapters/{id}/view",
            "/api/chapters/{id}/views",
            "/api/stories/{id}/stats",
            "/api/authors/{id}/dashboard",
            "/api/admin/kpis",
            "/api/trending",
            "/api/users/{id}/likes",
            "/api/users/{id}/preferences",
            "/api/notifications",
            "/api/notifications/unread-count",
            "/api/notifications/read-all",
            "/api/notifications/stream",
            "/api/notifications/{id}",
            "/api/notifications/{id}/read",
            "/api/views",
            "/api/views/import",
            "/api/cron/sync-views",
            "/api/admin/view-stats",
            "/api/admin/live",
            "/api/admin/redis/metrics",
            "/api/admin/self-test",
            "/api/v1/cache",
            "/api/v1/cache/warm",
            "/api/rate-limits",
            "/api/rate-limits/{policy}/check",
            "/api/rate-limits/{policy}/{key}",
            "/api/counters/{name}",
            "/api/counters/{name}/increment",
            "/api/counters/{name}/reset",
            "/api/leaderboards/{name}",
            "/api/leaderboards/{name}/members/{member}",
            "/api/flags",
            "/api/flags/{name}",
            "/api/flags/{name}/changes",
            "/api/settings",
            "/api/settings/{name}/changes",
            "/api/sessions",
            "/api/sessions/{id}",
            "/api/sessions/{id}/extend",
            "/api/locks/{name}",
            "/api/jobs/{queue}",
            "/api/jobs/{queue}/claim",
            "/api/jobs/{queue}/dead",
            "/api/jobs/{queue}/dead/{id}",
            "/api/jobs/{queue}/dead/{id}/retry",
            "/api/jobs/{queue}/{id}",
            "/api/jobs/{queue}/{id}/complete",
            "/api/jobs/{queue}/{id}/fail",
            "/api/jobs/{queue}/{id}/extend",
            "/api/admin/rate-limits/{policy}/overrides",
            "/api/admin/rate-limits/{policy}/overrides/{key}");

    private record Label(String path, Pattern matches) {

        private static Label of(String path) {
            return new Label(path, Pattern.compile(path.replaceAll("\\{[a-z]+}", "[^/]+")));
        }
    }

    private static final List<Label> LABELS = PATHS.stream().map(Label::of).toList();

    @Produces
    @Singleton
    MeterFilter withoutIds() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String uri = id.getName().startsWith("http.server") ? id.getTag(URI) : null;
                return uri == null
                        ? id
                        : id.replaceTags(Tags.of(id.getTagsAsIterable()).and(URI, labelOf(uri)));
            }
        };
    }

    static String labelOf(String uri) {
        if (FIXED.matcher(uri).matches()) {
            return uri;
        }
        return LABELS.stream()
                .filter(label -> label.matches().matcher(uri).matches())
                .findFirst()
                .map(Label::path)
                .orElse(OTHER);
    }
}
