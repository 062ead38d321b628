package io.footfall.platform.web;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses an encoded NUL ({@code %00}) in paths and queries, because Postgres does not store NUL in text. That paths
 * and queries are UTF-8 is checked when the request head is read.
 */
@Singleton
class NulFilter {

    private static final String NUL = "%00";

    @ServerRequestFilter(preMatching = true)
    void check(HttpServerRequest request) {
        String uri = request.uri();
        int nul = uri.indexOf(NUL);
        if (nul >= 0) {
            throw new InvalidInputException(fieldAt(nul, uri), "takes text without NUL");
        }
    }

    private static String fieldAt(int position, String uri) {
        if (uri.lastIndexOf('?', position) < 0) {
            return "path";
        }
        int begin = Math.max(uri.lastIndexOf('?', position), uri.lastIndexOf('&', position)) + 1;
        int end = uri.indexOf('=', begin);
        String name = end < 0 ? "" : uri.substring(begin, end);
        return Ids.isId(name) ? name : "query";
    }
}
