package io.footfall.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.footfall.support.Api;
import io.footfall.support.PackagedService;
import io.footfall.support.SharedStores;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Pages of other origins that embed the script, in a browser. */
@ResourceLock(SharedStores.OF_SUITE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedScriptIT {

    private final Vertx vertx = Vertx.vertx();
    private Chromium chromium;
    private HttpServer friend;
    private HttpServer stranger;
    private PackagedService service;

    @BeforeAll
    void start() throws Exception {
        Chromium.require();
        friend = StoryPages.serve(vertx, () -> String.valueOf(service.uri("/footfall.js")));
        stranger = StoryPages.serve(vertx, () -> String.valueOf(service.uri("/footfall.js")));
        service = new PackagedService(Map.of("CORS_ORIGINS", originOf(friend)));
        CompletableFuture<?> started = CompletableFuture.runAsync(service::start);
        chromium = Chromium.start();
        started.get();
    }

    @AfterAll
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        if (chromium != null) {
            chromium.close();
        }
    }

    private static String originOf(HttpServer server) {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private String newStory() throws Exception {
        String story = Api.newId();
        service.put(
                "/api/stories/" + story,
                new JsonObject().put("title", "A story").put("authorId", "ada"));
        return story;
    }

    private long viewsOf(String story) {
        try {
            return new JsonObject(service.readAsService("/api/stories/" + story + "/views")).getLong("viewCount");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A tab, with the status of each response to a reported view, or the reason why there is none. */
    private record Tab(Page page, List<String> answers) {

        static Tab open(BrowserContext context) {
            Tab tab = new Tab(context.newPage(), new CopyOnWriteArrayList<>());
            tab.page.onResponse(response -> {
                if (response.url().endsWith("/view")) {
                    tab.answers.add(String.valueOf(response.status()));
                }
            });
            tab.page.onRequestFailed(request -> {
                if (request.url().endsWith("/view")) {
                    tab.answers.add(request.failure());
                }
            });
            return tab;
        }

        /** Opens the page and waits until the given number of views has a result. */
        void visit(String address, int visits) {
            page.navigate(address);
            page.waitForCondition(() -> answers.size() >= visits);
        }
    }

    private BrowserContext reader() {
        return chromium.browser().newContext(new Browser.NewContextOptions().setUserAgent(Chromium.USUAL_AGENT));
    }

    @Test
    void aReaderOfAPageCountsOnceHoweverOftenThePageIsLoaded() throws Exception {
        String story = newStory();
        try (BrowserContext reader = reader()) {
            Tab tab = Tab.open(reader);

            tab.visit(originOf(friend) + "/" + story, 1);
            await().until(() -> viewsOf(story) == 1);
            tab.visit(originOf(friend) + "/" + story, 2);

            assertThat(tab.answers()).isNotEmpty().allMatch("200"::equals);
            assertThat(viewsOf(story)).isEqualTo(1);
        }
    }

    @Test
    void aPageOfAnotherOriginCountsNothing() throws Exception {
        String story = newStory();
        try (BrowserContext reader = reader()) {
            Tab tab = Tab.open(reader);

            tab.visit(originOf(stranger) + "/" + story, 1);

            assertThat(tab.answers()).isNotEmpty().noneMatch("200"::equals);
            assertThat(viewsOf(story)).isZero();
        }
    }
}
