package io.footfall.product.views.api;

import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.view;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class BadgeTest {

    private static String badge(String story, String label) {
        return given().queryParam("label", label)
                .get("/api/stories/" + story + "/badge.svg")
                .then()
                .statusCode(200)
                .contentType(equalTo("image/svg+xml"))
                .header("Cache-Control", containsString("max-age=60"))
                .extract()
                .asString();
    }

    private static Element parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    @Test
    void aBadgeShowsTheCount() {
        String story = newStory();
        view(story, "ada");
        view(story, "bob");

        await().until(() -> parsed(badge(story, "reads")).getAttribute("aria-label"), "reads: 2"::equals);
    }

    @Test
    void aBadgeThatIsKnownIsNotSentAgain() {
        String path = "/api/stories/" + newStory() + "/badge.svg";
        String tag = given().get(path).then().statusCode(200).extract().header("ETag");

        given().header("If-None-Match", tag).get(path).then().statusCode(304).header("ETag", equalTo(tag));
        // A proxy that compresses a response weakens its tag.
        given().header("If-None-Match", "W/" + tag).get(path).then().statusCode(304);
        given().header("If-None-Match", "\"other\", W/" + tag).get(path).then().statusCode(304);
        given().header("If-None-Match", "*").get(path).then().statusCode(304);
        given().header("If-None-Match", "W/\"other\"").get(path).then().statusCode(200);
        given().header("If-None-Match", tag).get(path + "?label=reads").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "a\"b' onload='x", "&amp; <x/>", "Zugriffe ü ♥"})
    void aLabelIsText(String label) throws Exception {
        Element svg = parsed(badge(newStory(), label));

        assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo(label);
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.hasAttribute("onload")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "1234567890123456789012345678901"})
    void whatIsNoLabelIsRefused(String label) {
        given().queryParam("label", label)
                .get("/api/stories/" + newStory() + "/badge.svg")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @Test
    void whatIsNotThereHasNone() {
        given().get("/api/stories/" + newId() + "/badge.svg")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().get("/api/stories/a%20b/badge.svg").then().statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999, 999",
        "1000, 1k",
        "1049, 1k",
        "1100, 1.1k",
        "1999, 1.9k",
        "9999, 9.9k",
        "10999, 10k",
        "999999, 999k",
        "1000000, 1M",
        "2590000, 2.5M",
        "1000000000, 1B",
        "9223372036854775807, 9223372T"
    })
    void countsAreRoundedDown(long count, String text) {
        assertThat(Badge.shortened(count)).isEqualTo(text);
    }
}
