package io.footfall.platform.web;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds the error responses of every operation to the OpenAPI description. Each response with a status of 400 or above
 * gets the schema {@link Problem}. A description that an operation already has for a status is kept.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class DescribedProblems implements OASFilter {

    private static final int FIRST_ERROR = 400;

    @Override
    public Operation filterOperation(Operation operation) {
        Map<String, String> problems = new TreeMap<>();
        problems.put("503", "A store that this needs is out of reach; Retry-After says when to try again");
        if (operation.getParameters() != null || operation.getRequestBody() != null) {
            problems.put("400", "The input makes no sense; the field is named");
        }
        if (operation.getRequestBody() != null) {
            problems.put("413", "The body is over its limit");
        }
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            problems.put("401", "No valid token");
            problems.put("403", "The token does not allow this");
        }
        problems.forEach((status, description) -> addUnlessThere(operation, status, description));
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (isError(status)) {
                response.setContent(problem());
            }
        });
        return operation;
    }

    private static boolean isError(String status) {
        return status.chars().allMatch(Character::isDigit) && Integer.parseInt(status) >= FIRST_ERROR;
    }

    private static void addUnlessThere(Operation operation, String status, String description) {
        Map<String, APIResponse> there = operation.getResponses().getAPIResponses();
        if (!there.containsKey(status) || there.get(status).getDescription() == null) {
            operation
                    .getResponses()
                    .addAPIResponse(status, OASFactory.createAPIResponse().description(description));
        }
    }

    private static Content problem() {
        return OASFactory.createContent()
                .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref("#/components/schemas/Problem")));
    }
}
