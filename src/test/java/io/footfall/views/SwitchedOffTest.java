package io.footfall.views;

import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Views with {@code VIEW_TRACKING_REDIS_ENABLED=false}. */
@Tag("slow")
@QuarkusTest
@TestProfile(SwitchedOffTest.SwitchedOff.class)
@WithTestResource(ServiceUnderTest.class)
class SwitchedOffTest {

    public static class SwitchedOff implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("footfall.views.redis-enabled", "false");
        }
    }

    @Test
    void viewsAreCountedInPostgresOncePerViewer() {
        String story = newStory();

        view(story, "ada")
                .body("isFirstView", equalTo(true))
                .body("viewCount", equalTo(1))
                .body("source", equalTo("database"));
        view(story, "ada").body("isFirstView", equalTo(false)).body("viewCount", equalTo(1));
        view(story, "bob").body("isFirstView", equalTo(true)).body("viewCount", equalTo(2));

        assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                .isEqualTo(2);
        given().get("/api/stories/" + story + "/views")
                .then()
                .body("viewCount", equalTo(2))
                .body("bufferedViews", equalTo(0));
    }

    @Test
    void aSyncHasNothingToAdd() {
        view(newStory(), "ada");

        sync().body("success", equalTo(true)).body("storyViewsAdded", equalTo(0));
    }

    @Test
    void theServiceIsReady() {
        management()
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'views' }.data.source", equalTo("database"));
    }
}
