package io.footfall.web;

import io.micrometer.core.instrument.Tags;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import jakarta.inject.Singleton;

/**
 * Labels requests that failed, before metrics see their paths: metrics remember each name that a label ever had, also where
 * {@link UriLabels} makes another one of it, and whoever is refused makes up as many paths as they like.
 */
@Singleton
class FailureLabels implements HttpServerMetricsTagsContributor {

    private static final int FIRST_FAILURE = 400;

    /** Quarkus has a name of its own for it, where no resource takes the path. */
    private static final int NOT_FOUND = 404;

    @Override
    public Tags contribute(Context context) {
        int status = context.response().statusCode();
        return status < FIRST_FAILURE || status == NOT_FOUND
                ? Tags.empty()
                : Tags.of(UriLabels.URI, UriLabels.labelOf(context.request().path()));
    }
}
