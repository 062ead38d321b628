package io.footfall.browser;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Pages of a platform that include the script for pages, each for the story of its path. */
final class StoryPages {

    private StoryPages() {}

    /**
     * Serves pages on a port of their own, which makes an origin of its own.
     *
     * @param script address of the script, asked for with each page
     */
    static HttpServer serve(Vertx vertx, Supplier<String> script) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "text/html")
                        .end("<!doctype html><title>A story</title><link rel=icon href=data:,>"
                                + "<script async src=\"" + script.get() + "\" data-story=\""
                                + request.path().substring(1) + "\"></script>"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
