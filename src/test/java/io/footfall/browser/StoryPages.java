package io.footfall.browser;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Serves pages of a platform that embed the script. The path of a page is the id of its story. */
final class StoryPages {

    private StoryPages() {}

    /**
     * Serves pages on a free port, which gives them an origin of their own.
     *
     * @param script the address of the script, evaluated for each page
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
