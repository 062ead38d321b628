package io.footfall.platform.cors;

import static io.footfall.support.Api.newStory;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of pages with the service's own origin, behind proxies that set {@code X-Forwarded-*}. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class OwnOriginTest {

    private String view;

    @BeforeEach
    void story() {
        view = "/api/stories/" + newStory() + "/view";
    }

    private ValidatableResponse viewed(String origin, String client, String proto, String host, String port) {
        var request = given().header("Origin", origin).header("X-Forwarded-For", client);
        if (proto != null) {
            request.header("X-Forwarded-Proto", proto);
        }
        if (host != null) {
            request.header("X-Forwarded-Host", host);
        }
        if (port != null) {
            request.header("X-Forwarded-Port", port);
        }
        return request.post(view).then();
    }

    @ParameterizedTest
    @CsvSource({
        "https://site.example, 198.51.100.1, https, site.example,",
        "https://site.example, 198.51.100.1, HTTPS, Site.Example:443,",
        "http://site.example, 198.51.100.1, http, site.example:80,",
        "https://site.example, 198.51.100.1, https, site.example, 443",
        // The proxy that terminates TLS connected to an inner proxy on port 80.
        "https://site.example, 198.51.100.1, https, site.example, 80",
        "https://site.example:8443, 198.51.100.1, https, site.example, 8443",
        "https://site.example:8443, 198.51.100.1, https, site.example:8443, 9000",
        "https://[2001:db8::1]:8443, 198.51.100.1, https, [2001:db8::1], 8443",
        // Proxies that append: the client's own value is first, the value that an inner proxy received is last.
        "https://site.example, 198.51.100.1, 'http, https', 'other.example, site.example',",
        "https://site.example, '198.51.100.1, 127.0.0.1', 'https, http', 'site.example, inner.example',",
        "https://site.example, '198.51.100.1, 127.0.0.1', https, site.example,"
    })
    void aPageOfTheOwnOriginCalls(String origin, String client, String proto, String host, String port) {
        viewed(origin, client, proto, host, port)
                .statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo(origin));
    }

    @ParameterizedTest
    @CsvSource({
        "https://site.example, 198.51.100.1, http, site.example,",
        "https://site.example, 198.51.100.1, , site.example,",
        "https://site.example, 198.51.100.1, https, ,",
        "https://site.example, 198.51.100.1, https, other.example,",
        "https://site.example, 198.51.100.1, https, site.example:8443,",
        "https://site.example:8443, 198.51.100.1, https, site.example,",
        "https://site.example, 198.51.100.1, 'https, http', site.example,",
        "https://site.example, 198.51.100.1, https, 'site.example, other.example',",
        "https://site.example, 198.51.100.1, https, site.example/,",
        "https://site.example, 198.51.100.1, wss, site.example,"
    })
    void aPageOfAnotherOriginIsRefused(String origin, String client, String proto, String host, String port) {
        viewed(origin, client, proto, host, port).statusCode(403).contentType("application/problem+json");
    }

    /** Many proxies preserve {@code Host} and only forward the scheme. */
    @Test
    void theSchemeAloneIsEnough() {
        viewed("https://localhost:" + RestAssured.port, "198.51.100.1", "https", null, null)
                .statusCode(200);
        given().header("Origin", "https://localhost:" + RestAssured.port)
                .header("X-Forwarded-Proto", "https")
                .post(view)
                .then()
                .statusCode(200);
    }

    @Test
    void theOtherHeaderIsIgnored() {
        given().header("Origin", "https://site.example")
                .header("Forwarded", "for=198.51.100.1;proto=https;host=site.example")
                .post(view)
                .then()
                .statusCode(403);
    }
}
