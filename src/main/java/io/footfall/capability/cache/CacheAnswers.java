package io.footfall.capability.cache;

import io.footfall.platform.web.EntityTags;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Builds HTTP responses from cached values, with {@code X-Cache}, {@code ETag} and {@code Cache-Control}, and 304 if
 * the client already has this version of the value.
 */
public final class CacheAnswers {

    /** Which caches may store a response. */
    public enum Audience {
        /** Every caller gets the same response, so shared caches may store it. */
        ALL("public"),
        /** Only the caller may see the response, so only the client may store it. */
        CALLER("private");

        private final String word;

        Audience(String word) {
            this.word = word;
        }
    }

    private static final String STATUS = "X-Cache";

    private CacheAnswers() {}

    /**
     * Builds the response for a cached value.
     *
     * @param cached the cached value; must not be a cached miss
     * @param ifNoneMatch the {@code If-None-Match} request header, or null if absent
     * @param audience which caches may store the response
     * @return 200 with the JSON, or 304 if the client has this version
     */
    public static RestResponse<byte[]> of(Cached<?> cached, String ifNoneMatch, Audience audience) {
        return EntityTags.match(ifNoneMatch, cached.etag())
                ? headers(
                                RestResponse.ResponseBuilder.<byte[]>create(RestResponse.Status.NOT_MODIFIED),
                                cached,
                                audience)
                        .build()
                : headers(
                                RestResponse.ResponseBuilder.ok(cached.json(), MediaType.APPLICATION_JSON_TYPE),
                                cached,
                                audience)
                        .build();
    }

    /**
     * Adds the headers. {@code no-cache} makes clients revalidate each time, because an invalidation reaches the
     * replicas but not the HTTP caches between a replica and the client.
     */
    private static <T> RestResponse.ResponseBuilder<T> headers(
            RestResponse.ResponseBuilder<T> answer, Cached<?> cached, Audience audience) {
        return answer.header(STATUS, cached.status())
                .header(HttpHeaders.ETAG, cached.etag())
                .header(HttpHeaders.CACHE_CONTROL, audience.word + ", no-cache");
    }
}
