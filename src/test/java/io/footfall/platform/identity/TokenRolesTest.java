package io.footfall.platform.identity;

import static io.footfall.support.Api.as;
import static io.footfall.support.ServiceUnderTest.CRON;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.forged;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class TokenRolesTest {

    private static final String SYNC = "/api/cron/sync-views";
    private static final String STATS = "/api/admin/view-stats";

    @Test
    void theSyncTakesTheCronSecretOrTheOperator() {
        as(CRON).post(SYNC).then().statusCode(200);
        as(CRON).get(SYNC).then().statusCode(200);
        as(OPERATOR).post(SYNC).then().statusCode(200);
        as(SERVICE).post(SYNC).then().statusCode(403).body("error", equalTo("Forbidden"));
        given().post(SYNC).then().statusCode(401).contentType("application/problem+json");
    }

    @Test
    void theAdminApiTakesTheOperatorAlone() {
        as(OPERATOR).get(STATS).then().statusCode(200);
        as(SERVICE).get(STATS).then().statusCode(403);
        as(CRON).get(STATS).then().statusCode(403);
        given().get(STATS).then().statusCode(401);
    }

    @Test
    void aReadersTokenGivesNothingButTheReader() {
        as(reader("mallory")).get(STATS).then().statusCode(403);
        as(reader("mallory")).delete("/api/stories/s1").then().statusCode(403);
        as(forged("mallory")).post("/api/stories/s1/view").then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "Bearer test-service-tokeN",
                "Bearer test-service",
                "Basic dGVzdDp0ZXN0",
                "x",
                "Bearer a.b.c"
            })
    void aWrongTokenIsRefusedEverywhere(String authorization) {
        List<String> errors = errorsWhile(() -> {
            as(authorization).get(STATS).then().statusCode(401).contentType("application/problem+json");
            as(authorization).post("/api/stories/s1/view").then().statusCode(401);
            as(authorization).get("/api/stories").then().statusCode(401).contentType("application/problem+json");
        });

        assertThat(errors).isEmpty();
    }

    /** Runs requests and returns the messages that Quarkus's error handler logs meanwhile. */
    private static List<String> errorsWhile(Runnable requests) {
        List<String> errors = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                errors.add(String.valueOf(logged.getMessage()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("io.quarkus.vertx.http.runtime.QuarkusErrorHandler");
        log.addHandler(handler);
        try {
            requests.run();
        } finally {
            log.removeHandler(handler);
        }
        return errors;
    }
}
