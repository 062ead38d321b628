package io.footfall.platform.identity;

import static io.footfall.support.Api.newStory;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The identity of viewers behind a proxy that sets {@code X-Forwarded-For}. A viewer is an address and a user agent.
 */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class ForwardingHeaderTest {

    private String view;

    /** Counts two viewers: a client behind the proxy, and the proxy itself. */
    @BeforeEach
    void twoHaveViewed() {
        view = "/api/stories/" + newStory() + "/view";
        given().header("X-Forwarded-For", "198.51.100.9").post(view).then().body("isFirstView", equalTo(true));
        given().post(view).then().body("isFirstView", equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.9,", "203.0.113.5, 198.51.100.9, ,", "198.51.100.9:4711", "127.0.0.1, "})
    void anEmptyElementChargesNobodyElse(String header) {
        given().header("X-Forwarded-For", header).post(view).then().body("viewCount", equalTo(2));
        given().header("X-Forwarded-For", "203.0.113.77,").post(view).then().body("isFirstView", equalTo(true));
    }

    @Test
    void theOtherHeaderIsIgnored() {
        given().header("Forwarded", "for=203.0.113.6").post(view).then().body("isFirstView", equalTo(false));
        given().header("Forwarded", "for=203.0.113.7")
                .header("X-Forwarded-For", "198.51.100.9")
                .post(view)
                .then()
                .body("viewCount", equalTo(2));
    }
}
