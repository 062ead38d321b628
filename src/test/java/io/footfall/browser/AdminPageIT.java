package io.footfall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import io.footfall.support.Api;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The admin page in a browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminPageIT {

    private static final String TOKEN = "test-admin-token";
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private final AtomicInteger viewers = new AtomicInteger();
    private final RedisProcess redis = RedisProcess.appendOnly();

    /** A separate Postgres, because the page shows figures of the whole database. */
    private final PostgresProcess postgres = new PostgresProcess();

    private Chromium chromium;
    private PackagedService service;
    private TcpProxy line;
    private String story;

    @BeforeAll
    void start() throws Exception {
        Chromium.require();
        redis.start();
        postgres.start();
        service = new PackagedService(Map.of(
                "REDIS_URL",
                redis.url(),
                "DATABASE_URL",
                postgres.url(),
                "VIEW_SYNC_INTERVAL_HOURS",
                "24",
                "FOOTFALL_ADMIN_EACH",
                "250ms"));
        CompletableFuture<?> started = CompletableFuture.runAsync(service::start);
        chromium = Chromium.start();
        started.get();
        line = new TcpProxy(service.port());
        story = Api.newId();
        service.put(
                "/api/stories/" + story, new JsonObject().put("title", HOSTILE).put("authorId", "ada"));
        view(7);
        await().until(() -> service.sync().getString("skipped") == null);
        // This read caches the key figures, so later tests see 7 views today, whatever is synced meanwhile. The loop
        // above retries because the schedule also runs a sync at startup.
        JsonObject figures = new JsonObject(service.readAsOperator("/api/admin/kpis"));
        assertThat(figures.getJsonObject("today").getLong("views")).isEqualTo(7);
    }

    @AfterAll
    void stop() {
        Stream.of(chromium, line, service, redis, postgres)
                .filter(part -> part != null)
                .forEach(part -> {
                    try {
                        part.close();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private AdminPage open() {
        return open(new Browser.NewContextOptions());
    }

    private AdminPage open(Browser.NewContextOptions options) {
        return new AdminPage(chromium.browser().newContext(options), "http://127.0.0.1:" + line.port() + "/admin");
    }

    private void view(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            service.asService(
                    "/api/stories/" + story + "/view", new JsonObject().put("userId", "u" + viewers.incrementAndGet()));
        }
    }

    /**
     * Asserts that all requests went to this origin, that no address contained the token, and that the console shows
     * only the errors that the test provoked.
     */
    private void nothingElseHappened(AdminPage page, String... provoked) {
        String origin = "http://127.0.0.1:" + line.port() + "/";
        assertThat(page.requests())
                .isNotEmpty()
                .allSatisfy(url -> assertThat(url).startsWith(origin).doesNotContain(TOKEN));
        assertThat(page.complaints().stream().filter(said -> Stream.of(provoked).noneMatch(said::contains)))
                .isEmpty();
    }

    @Test
    void aWrongTokenIsToldInWordsAndTheRightOneOpensThePage() {
        try (AdminPage page = open()) {
            page.signIn("not-the-token").says("sign-in-error", "does not know this token (401)");
            page.signIn("test-service-token").says("sign-in-error", "is not an operator");
            page.signIn("no letters like ü").says("sign-in-error", "no letters beyond ASCII");
            assertThat(page.byId("dashboard")).isHidden();

            page.signIn(TOKEN).isIn("status", "live");

            assertThat(page.byId("sign-in")).isHidden();
            assertThat(page.tab().evaluate("() => localStorage.length + document.cookie.length"))
                    .isEqualTo(0);
            assertThat(page.tab().url()).isEqualTo(page.address());
            assertThat(page.complaints())
                    .hasSize(2)
                    .allSatisfy(
                            said -> assertThat(said)
                                    .matches(
                                            "Failed to load resource: the server responded with a status of 40[13] .*/api/admin/live.*"));
            page.complaints().clear();
            nothingElseHappened(page);
        }
    }

    @Test
    void theKeyboardAloneSuffices() {
        try (AdminPage page = open()) {
            assertThat(page.byId("token")).isFocused();
            page.tab().keyboard().type(TOKEN);
            page.tab().keyboard().press("Enter");
            page.isIn("status", "live");

            page.tab().keyboard().press("Tab");
            assertThat(page.byId("sync-now")).isFocused();
            page.tab().keyboard().press("Enter");

            page.saysThatASyncEnded();
            nothingElseHappened(page);
        }
    }

    @Test
    void viewsMoveTheChartAndASyncTransfersThem() throws Exception {
        try (AdminPage page = open().signIn(TOKEN)) {
            page.isIn("views", "ready");
            Object before = page.tab().evaluate("() => document.querySelector('#views-chart').toDataURL()");

            view(20);

            await().until(() -> page.figure("views-total") > 0 && page.figure("buffer-views") > 0);
            await().until(() ->
                    !before.equals(page.tab().evaluate("() => document.querySelector('#views-chart').toDataURL()")));
            page.says("views-summary", "at the peak");

            page.button("Sync now").click();
            page.says("sync-result", "Transferred");
            await().until(() -> page.byId("syncs").locator("tbody tr").count() > 0);
            assertThat(page.byId("syncs").locator("tbody tr").first()).containsText("Done");
            await().until(() -> page.figure("buffer-views") == 0);

            page.button("Run the self-test").click();
            page.says("self-test-result", "All 8 steps passed");
            assertThat(page.byId("self-test").locator("tbody tr")).hasCount(8);
            nothingElseHappened(page);
        }
    }

    @Test
    void titlesAreTextWhateverTheySay() throws Exception {
        view(3);
        try (AdminPage page = open()) {
            page.tab().onDialog(dialog -> page.complaints().add(dialog.message()));
            page.signIn(TOKEN).isIn("trending", "ready");

            page.says("trending", HOSTILE);
            assertThat(page.tab().locator("main img")).hasCount(0);
            page.byId("trending").getByText("24 h").click();
            await().until(() -> page.requests().stream().anyMatch(url -> url.contains("window=24h")));
            page.says("kpis", HOSTILE);
            assertThat(page.figure("kpis-today")).isEqualTo(7);
            nothingElseHappened(page);
        }
    }

    @Test
    void theTokenGoesWithTheTabAndWithSigningOut() {
        try (AdminPage page = open().signIn(TOKEN)) {
            page.isIn("status", "live");

            page.tab().reload();
            page.isIn("status", "live");

            page.button("Sign out").click();
            page.isIn("status", "signed-out");
            assertThat(page.tab().evaluate("() => JSON.stringify({ ...sessionStorage })"))
                    .isEqualTo("{}");
            page.tab().reload();
            assertThat(page.byId("sign-in")).isVisible();
            nothingElseHappened(page);
        }
        try (AdminPage other = open()) {
            other.isIn("status", "signed-out");
        }
    }

    @Test
    void redisGoesAwayAndComesBack() throws Exception {
        try (AdminPage page = open().signIn(TOKEN)) {
            page.isIn("status", "live");
            page.isIn("buffer", "ready");

            redis.kill();

            page.says("status-text", "Redis away: counting in Postgres");
            page.says("redis-status", "Down");
            page.isIn("buffer", "stale");
            page.says("views", "Of this replica alone");
            view(10);
            await().until(() -> page.figure("views-total") > 0);
            assertThat(page.barriers()).isEmpty();
            page.screenshot("admin-redis-away");

            redis.start();

            page.isIn("status", "live");
            page.isIn("buffer", "ready");
            page.says("redis-status", "Up");
            nothingElseHappened(page);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void nobodyIsShutOutAndEverythingFits(ColorScheme scheme) throws Exception {
        String name = "admin-" + scheme.name().toLowerCase(Locale.ROOT);
        try (AdminPage page = open(new Browser.NewContextOptions().setColorScheme(scheme))) {
            assertThat(page.barriers()).isEmpty();
            page.screenshot(name + "-signed-out");

            view(5);
            page.signIn(TOKEN).isIn("kpis", "ready");
            await().until(() -> page.byId("caches").getAttribute("data-state").matches("ready|empty"));
            assertThat(page.barriers()).isEmpty();
            assertThat(page.fitsItsWidth()).isTrue();
            page.screenshot(name);

            page.tab().setViewportSize(360, 740);
            await().until(page::fitsItsWidth);
            page.screenshot(name + "-360");

            line.begin(TcpProxy.Fault.CUT);
            page.isIn("status", "reconnecting");
            page.isIn("buffer", "stale");
            assertThat(page.byId("buffer").locator(".note")).containsText("Not live. From ");
            assertThat(page.barriers()).isEmpty();
            page.screenshot(name + "-disconnected");

            line.heal();
            page.isIn("status", "live");
            page.isIn("buffer", "ready");
            nothingElseHappened(page, "net::ERR_");
        }
    }
}
