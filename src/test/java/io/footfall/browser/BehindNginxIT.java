package io.footfall.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import io.footfall.support.Api;
import io.footfall.support.NginxProcess;
import io.footfall.support.PackagedService;
import io.footfall.support.SharedStores;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Browsers that reach the service through nginx, which terminates TLS with the shipped settings. */
@ResourceLock(SharedStores.OF_SUITE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BehindNginxIT {

    private static final String TOKEN = "test-admin-token";

    private final Vertx vertx = Vertx.vertx();
    private NginxProcess nginx;
    private HttpServer pages;
    private HttpServer friend;
    private HttpServer stranger;
    private Chromium chromium;
    private PackagedService service;
    private HttpClient http;

    @BeforeAll
    void start() throws Exception {
        NginxProcess.require();
        Chromium.require();
        pages = StoryPages.serve(vertx, () -> nginx.origin() + "/footfall.js");
        friend = StoryPages.serve(vertx, () -> nginx.origin() + "/footfall.js");
        stranger = StoryPages.serve(vertx, () -> nginx.origin() + "/footfall.js");
        service = new PackagedService(Map.of(
                "TRUSTED_PROXIES", "127.0.0.1", "CORS_ORIGINS", originOf(friend), "FOOTFALL_ADMIN_EACH", "250ms"));
        CompletableFuture<?> started = CompletableFuture.runAsync(service::start);
        chromium = Chromium.start();
        started.get();
        nginx = new NginxProcess().start(service.port(), pages.actualPort());
        http = HttpClient.newBuilder().sslContext(trustingNginx()).build();
    }

    @AfterAll
    void stop() throws Exception {
        if (nginx != null) {
            nginx.close();
        }
        if (service != null) {
            service.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        if (chromium != null) {
            chromium.close();
        }
    }

    private SSLContext trustingNginx() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream file = Files.newInputStream(nginx.certificate())) {
            store.setCertificateEntry(
                    "nginx", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String originOf(HttpServer server) {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private BrowserContext reader() {
        return chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setUserAgent(Chromium.USUAL_AGENT)
                        .setIgnoreHTTPSErrors(true));
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

    /**
     * Opens the page of a story and returns the status of the view that it reports; 0 if the browser got no response.
     */
    private static int viewFrom(BrowserContext reader, String address) {
        Page page = reader.newPage();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        page.onResponse(response -> {
            if (response.url().endsWith("/view")) {
                status.complete(response.status());
            }
        });
        page.onRequestFailed(request -> {
            if (request.url().endsWith("/view")) {
                Response answer = request.response();
                status.complete(answer == null ? 0 : answer.status());
            }
        });
        page.navigate(address);
        page.waitForCondition(status::isDone);
        return status.join();
    }

    /** Such a page sends its origin with a POST. It is the origin of nginx. */
    @Test
    void aPageOfTheSameHostCountsItsReaderOnce() throws Exception {
        String story = newStory();
        try (BrowserContext reader = reader()) {
            assertThat(viewFrom(reader, nginx.origin() + "/" + story)).isEqualTo(200);
            await().until(() -> viewsOf(story) == 1);
            assertThat(viewFrom(reader, nginx.origin() + "/" + story)).isEqualTo(200);
        }
        assertThat(viewsOf(story)).isEqualTo(1);
    }

    @Test
    void aPageOfANamedOriginCountsAndOneOfAnotherDoesNot() throws Exception {
        String story = newStory();
        try (BrowserContext reader = reader()) {
            assertThat(viewFrom(reader, originOf(stranger) + "/" + story)).isNotEqualTo(200);
            assertThat(viewsOf(story)).isZero();

            assertThat(viewFrom(reader, originOf(friend) + "/" + story)).isEqualTo(200);
            await().until(() -> viewsOf(story) == 1);
        }
    }

    @Test
    void theOperatorSignsInAndSeesFiguresComeAsTheyChange() throws Exception {
        String story = newStory();
        try (AdminPage page = new AdminPage(reader(), nginx.origin() + "/admin")) {
            page.signIn(TOKEN).isIn("status", "live");

            for (int i = 0; i < 20; i++) {
                service.asService("/api/stories/" + story + "/view", new JsonObject().put("userId", "u" + i));
            }

            await().until(() -> page.figure("views-total") > 0);
            page.button("Sync now").click();
            page.saysThatASyncEnded();
            assertThat(page.complaints()).isEmpty();
        }
    }

    private HttpResponse<String> view(String story, String... headers) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(nginx.origin() + "/api/stories/" + story + "/view"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .header("User-Agent", Chromium.USUAL_AGENT)
                        .headers(headers)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void nobodyBecomesAnotherByHeadersOfTheirOwn() throws Exception {
        String story = newStory();
        view(story, "X-Forwarded-For", "203.0.113.1");
        view(story, "X-Forwarded-For", "203.0.113.2,", "Forwarded", "for=203.0.113.3");

        assertThat(viewsOf(story)).isEqualTo(1);
        for (String[] headers : new String[][] {
            {"X-Forwarded-Host", "evil.example"},
            {"X-Forwarded-Host", "evil.example", "X-Forwarded-Port", "443"},
            {"Forwarded", "for=203.0.113.1;proto=https;host=evil.example"}
        }) {
            String[] all = Stream.concat(Arrays.stream(headers), Stream.of("Origin", "https://evil.example"))
                    .toArray(String[]::new);
            assertThat(view(story, all).statusCode()).isEqualTo(403);
        }
        assertThat(view(story, "Origin", nginx.origin(), "X-Forwarded-Proto", "http")
                        .statusCode())
                .isEqualTo(200);
    }

    /** nginx turns the entity tag of a compressed response into a weak one. */
    @Test
    void whatIsKnownIsNotSentAgainThoughNginxCompressesIt() throws Exception {
        String story = newStory();
        for (String path : new String[] {"/footfall.js", "/api/stories/" + story + "/badge.svg", "/api/stories"}) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(nginx.origin() + path)).header("Accept-Encoding", "gzip");
            HttpResponse<byte[]> first = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            String tag = first.headers().firstValue("ETag").orElseThrow();

            assertThat(first.headers().firstValue("Content-Encoding")).as(path).contains("gzip");
            assertThat(tag).startsWith("W/");
            assertThat(http.send(request.header("If-None-Match", tag).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .as(path)
                    .isEqualTo(304);
        }
    }
}
