package io.footfall.product.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class OperatorPageTest {

    private static final Pattern LINKED = Pattern.compile("(?:src|href)=\"(/admin[^\"]+)\"");
    private static final Pattern IMPORTED = Pattern.compile("from '\\./([^']+)'");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static String body(String path) {
        return given().get(path).then().statusCode(200).extract().asString();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin", "/admin/"})
    void thePageIsServedToAnybodyUnderAStrictPolicy(String address) {
        given().redirects()
                .follow(false)
                .get(address)
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", equalTo(POLICY))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Referrer-Policy", equalTo("no-referrer"))
                .header("Cross-Origin-Opener-Policy", equalTo("same-origin"))
                .header("Cache-Control", equalTo("no-store"))
                .body(not(containsString("style=")))
                .body(not(containsString("onclick")));
        given().head(address).then().statusCode(200);
    }

    /** Includes the chart library, whose address contains its version. */
    @Test
    void everythingThatThePageLinksIsThere() {
        List<String> linked = found(LINKED, body("/admin"));

        assertThat(linked).anyMatch(path -> path.startsWith("/admin/webjars/chart.js/"));
        assertThat(linked).allSatisfy(path -> given().get(path)
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", equalTo(POLICY))
                .header("X-Content-Type-Options", equalTo("nosniff")));
        given().get("/admin/webjars/chart.js/4.5.1/dist/chart.umd.min.js")
                .then()
                .header("Cache-Control", equalTo("public, max-age=31536000, immutable"))
                .contentType(containsString("javascript"));
        given().get("/admin/webjars/chart.js/99.0.0/dist/chart.umd.min.js")
                .then()
                .statusCode(404)
                .header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void everyModuleFindsTheOthers() {
        List<String> modules = found(IMPORTED, body("/admin/js/main.js"));

        assertThat(modules).hasSizeGreaterThan(10).allSatisfy(module -> assertThat(
                        found(IMPORTED, body("/admin/js/" + module)))
                .allSatisfy(other -> given().get("/admin/js/" + other)
                        .then()
                        .statusCode(200)
                        .contentType(startsWith("text/javascript"))));
    }
}
