package io.footfall.capability.cache;

import io.footfall.platform.web.EntityTags;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** Answers HTTP requests from a cache: {@code X-Cache}, {@code ETag}, {@code Cache-Control}, and 304 where the client has it. */
public final class CacheAnswers {

    /** Who may keep an answer. */
    public enum Audience {
        /** Whoever asks gets the same. */
        ALL("public"),
        /** Only the caller may see it. */
        CALLER("private");

        private final String word;

        Audience(String word) {
            this.word = word;
        }
    }

    private static final String STATUS = "X-Cache";

    private CacheAnswers() {}

    /**
     * Answers a value as it is cached.
     *
     * @param cached the value; there is one
     * @param ifNoneMatch the header of that name, null without one
     * @param audience who may keep the answer
     * @return 200 with JSON, or 304
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

    /** Always to be asked for again: an invalidation reaches replicas, not what lies between them and the client. */
    private static <T> RestResponse.ResponseBuilder<T> headers(
            RestResponse.ResponseBuilder<T> answer, Cached<?> cached, Audience audience) {
        return answer.header(STATUS, cached.status())
                .header(HttpHeaders.ETAG, cached.etag())
                .header(HttpHeaders.CACHE_CONTROL, audience.word + ", no-cache");
    }
}
