package io.footfall.platform.identity;

import static io.footfall.support.Api.newStory;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.LowLimitsProfile;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The identity of viewers behind a proxy that sets {@code Forwarded} (RFC 7239). */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@TestProfile(LowLimitsProfile.class)
class ForwardedViewerTest {

    private String view;

    @BeforeEach
    void oneHasViewed() {
        view = "/api/stories/" + newStory() + "/view";
        given().header("Forwarded", "for=198.51.100.9").post(view).then().body("isFirstView", equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=198.51.100.9;host=\"a;for=203.0.113.1\"",
                "for=203.0.113.2, for=198.51.100.9;host=\"a, for=203.0.113.3\",",
                "for=\"203.0.113.4, for=198.51.100.9",
                "For=\"198.51.100.9:4711\";proto=https",
                "for=\"[::ffff:198.51.100.9]\""
            })
    void aClientIsTheSameHoweverItIsWritten(String header) {
        given().header("Forwarded", header)
                .post(view)
                .then()
                .body("isFirstView", equalTo(false))
                .body("viewCount", equalTo(1));
    }

    @Test
    void theOtherHeaderIsIgnored() {
        given().header("Forwarded", "for=198.51.100.9")
                .header("X-Forwarded-For", "203.0.113.6")
                .post(view)
                .then()
                .body("isFirstView", equalTo(false));
    }
}
