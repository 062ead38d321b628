package io.footfall.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * Keeps ids out of the labels of HTTP metrics. Requests that no resource takes are labelled with their own path
 * otherwise, and anybody could fill the metrics with paths.
 */
class UriLabels {

    private static final String URI = "uri";
    private static final Pattern ID = Pattern.compile("^(/api/(?:stories|chapters))/[^/]+");
    private static final Pattern KNOWN = Pattern.compile("/api/(stories|chapters)(/\\{id}(/(view|views|chapters))?)?"
            + "|/api/(views|views/import|ping|cron/sync-views|admin/view-stats|health/redis)"
            + "|/q/.*|NOT_FOUND|REDIRECTION|UNKNOWN|root|/");

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
        String template = ID.matcher(uri).replaceFirst("$1/{id}");
        return KNOWN.matcher(template).matches() ? template : "other";
    }
}
