package io.footfall.platform.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Sets the {@link RequestLabels} as tags of HTTP metrics before a meter is looked up. Quarkus by itself uses the
 * method, and the path of a request without a route, as the client sends them.
 */
@Singleton
class RequestTags implements HttpServerMetricsTagsContributor {

    static final String URI = "uri";

    private static final String METHOD = "method";
    private static final String METERS = "http.server";
    private static final int FIRST_REDIRECTION = 300;

    private final RequestLabels labels;

    RequestTags(RequestLabels labels) {
        this.labels = labels;
    }

    @Override
    public Tags contribute(Context context) {
        HttpMethod method = context.request().method();
        String template = context.requestContextLocalData(RequestLabels.TEMPLATE);
        if (template != null
                && context.response().statusCode() < FIRST_REDIRECTION
                && RequestLabels.isRegistered(method)) {
            // Both tags of Quarkus are already correct. Returning none saves an allocation on the hot path.
            return Tags.empty();
        }
        String uri = template == null ? labels.ofPath(context.request().path()) : RequestLabels.tidied(template);
        return Tags.of(METHOD, RequestLabels.ofMethod(method.name()), URI, uri);
    }

    /**
     * Returns a filter that replaces tags outside of the fixed set. It is needed for requests that a client aborts
     * before the response, because Quarkus does not call {@link #contribute} for them.
     */
    @Produces
    @Singleton
    MeterFilter onlyFixedLabels() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (!id.getName().startsWith(METERS) || id.getTag(URI) == null) {
                    return id;
                }
                return id.replaceTags(Tags.of(id.getTagsAsIterable()).stream()
                        .map(RequestTags.this::fixed)
                        .toList());
            }
        };
    }

    private Tag fixed(Tag tag) {
        return switch (tag.getKey()) {
            case METHOD -> Tag.of(METHOD, RequestLabels.ofMethod(tag.getValue()));
            case URI -> labels.isOfPath(tag.getValue()) ? tag : Tag.of(URI, RequestLabels.UNMATCHED);
            default -> tag;
        };
    }
}
