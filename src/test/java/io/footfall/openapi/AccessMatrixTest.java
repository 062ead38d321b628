package io.footfall.openapi;

import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.RawHttp;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests every operation of the API description with every kind of caller. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class AccessMatrixTest {

    private ApiDescription api;

    @BeforeEach
    void readDescription() {
        api = new ApiDescription(management().get("/q/openapi?format=json").asString());
    }

    @Test
    void everyOperationIsInTheTableOfWhoMayCallIt() {
        assertThat(api.operations().stream().map(ApiOperation::name))
                .containsExactlyInAnyOrderElementsOf(Access.table().keySet());
    }

    @Test
    void theDescriptionTellsTheRolesOfEveryOperation() {
        Map<String, Set<String>> described = new TreeMap<>();
        api.operations().forEach(operation -> described.put(operation.name(), operation.roles()));
        Map<String, Set<String>> wanted = new TreeMap<>();
        Access.table().forEach((operation, access) -> wanted.put(operation, access.roles()));

        assertThat(described).containsExactlyEntriesOf(wanted);
    }

    @ParameterizedTest
    @EnumSource
    void aCallerGetsWhereItMayAndNowhereElse(TestCaller caller) throws IOException {
        List<String> deviations = new ArrayList<>();
        try (ApiClient client = new ApiClient()) {
            for (ApiOperation operation : api.operations()) {
                RawHttp.Answer answer = client.call(operation, caller);
                int refusal = Access.table().get(operation.name()).refusalOf(caller);
                if (!isAsExpected(answer, refusal)) {
                    deviations.add(operation.name() + ": " + answer.status() + " where "
                            + (refusal == 0 ? "it is let in" : refusal + " is due") + " " + answer.text());
                }
                Problems.of(answer, operation.target(ApiClient.VALUES)).forEach(deviations::add);
            }
        }

        assertThat(deviations).isEmpty();
    }

    private static boolean isAsExpected(RawHttp.Answer answer, int refusal) {
        boolean refused = answer.status() == 401 || answer.status() == 403;
        return refusal == 0 ? !refused && answer.status() < 500 : answer.status() == refusal;
    }

    @Test
    void whoHasNoTokenIsToldHowToProveWhoTheyAre() throws IOException {
        try (ApiClient client = new ApiClient()) {
            for (ApiOperation operation : api.operations()) {
                RawHttp.Answer answer = client.call(operation, TestCaller.WRONG_TOKEN);
                assertThat(answer.header("WWW-Authenticate"))
                        .as(operation.name())
                        .isEqualTo("Bearer");
            }
        }
    }

    /** For operations that name the user in the query or in the body. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /api/stories/{story}/like?userId=somebody-else |",
                "DELETE | /api/stories/{story}/like?userId=somebody-else |",
                "POST   | /api/sessions | {\"type\": \"draft\", \"userId\": \"somebody-else\"}",
                "POST   | /api/stories/{story}/view | {\"userId\": \"somebody-else\"}"
            })
    void aReaderSpeaksForNobodyElse(String method, String path, String body) {
        var request = given().header("Authorization", reader("matrix-ada"));
        if (body != null) {
            request.contentType("application/json").body(body);
        }

        request.request(method, path.replace("{story}", newStory())).then().statusCode(403);
    }
}
