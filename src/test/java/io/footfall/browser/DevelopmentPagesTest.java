package io.footfall.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.footfall.support.Api;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the development build. They are on the class path of the tests. */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class DevelopmentPagesTest {

    private static final Pattern LINKED = Pattern.compile("(?:href|src)=\"(/(?!q/|dev/docs/)[^\"]*)\"");

    private static String address(String path) {
        return "http://localhost:" + RestAssured.port + path;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/admin", "/admin/", "/admin/index.html", "/dev/notifications", "/dev/notifications/"})
    void eachPageSaysThatTheBuildIsForDevelopment(String path) {
        String policy = given().get("/admin").header("Content-Security-Policy");

        String page = given().redirects()
                .follow(false)
                .get(path)
                .then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .header("Content-Security-Policy", equalTo(policy))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Cache-Control", equalTo("no-store"))
                .body(containsString("Development build"))
                .extract()
                .asString();

        given().head(path).then().statusCode(200);
        assertThat(LINKED.matcher(page).results().map(link -> link.group(1)))
                .isNotEmpty()
                .allSatisfy(linked -> given().get(linked).then().statusCode(200));
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void aNewcomerCountsAViewAndSeesTheBadge(ColorScheme scheme) {
        Chromium.require();
        String story = Api.newStory();
        Browser.NewContextOptions options = new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setUserAgent(Chromium.USUAL_AGENT)
                .setViewportSize(1000, 800);
        try (Chromium chromium = Chromium.start();
                AdminPage page = new AdminPage(chromium.browser().newContext(options), address("/"))) {
            assertThat(page.barriers()).isEmpty();
            page.tab().getByLabel("Story").fill(story);
            page.button("Count a view").click();
            page.says("answer", "counted you: story " + story + " has 1 view.");
            assertThat(page.byId("badge")).hasJSProperty("complete", true);
            page.button("Count a view").click();
            page.says("answer", "had counted you already");
            page.tab().waitForFunction("() => document.querySelector('#badge').naturalWidth > 0");
            assertThat(page.barriers()).isEmpty();
            String name = "development-" + scheme.name().toLowerCase(Locale.ROOT);
            page.screenshot(name);

            page.tab().setViewportSize(360, 740);
            assertThat(page.fitsItsWidth()).isTrue();
            page.screenshot(name + "-360");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void aStoryThatDoesNotExistIsToldInWords() {
        Chromium.require();
        try (Chromium chromium = Chromium.start();
                AdminPage page = new AdminPage(chromium.browser().newContext(), address("/"))) {
            page.tab().getByLabel("Story").fill("none-" + Api.newId());
            page.button("Count a view").click();

            page.says("answer", "Not Found (404)");
            assertThat(page.byId("badge-line")).isHidden();
        }
    }

    /** Its links are absolute, so the path needs no slash at its end. */
    @Test
    void thePageOfNotificationsWorksWithoutASlash() {
        Chromium.require();
        try (Chromium chromium = Chromium.start();
                AdminPage page = new AdminPage(chromium.browser().newContext(), address("/dev/notifications"))) {
            Page tab = page.tab();

            assertThat(tab.getByText("Development build")).isVisible();
            assertThat(page.button("Open stream")).isVisible();
            // The page signs in automatically, and the service under test rejects the tokens of the development build.
            assertThat(page.complaints()).noneMatch(complaint -> complaint.contains("404"));
            assertThat(page.barriers()).isEmpty();
        }
    }
}
