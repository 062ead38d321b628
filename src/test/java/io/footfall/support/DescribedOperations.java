package io.footfall.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.RestAssured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The operations that the OpenAPI description of the service under test names, each with a body of its examples that names nobody. */
public final class DescribedOperations {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Fields by which a service names whom it speaks for, which is refused of others. */
    private static final List<String> OF_SERVICES = List.of("userId", "userIds", "clientInfo");

    private static final List<String> METHODS = List.of("get", "post", "put", "delete");

    /**
     * An operation.
     *
     * @param template its path
     * @param body JSON, null where it takes none
     */
    public record Operation(String method, String template, String body) {

        /** Its path with variables replaced. */
        public String path(UnaryOperator<String> valueOf) {
            StringBuilder path = new StringBuilder();
            for (String part : template.split("(?=\\{)|(?<=})")) {
                path.append(part.startsWith("{") ? valueOf.apply(part.substring(1, part.length() - 1)) : part);
            }
            return path.toString();
        }
    }

    private final JsonNode description;

    private DescribedOperations(JsonNode description) {
        this.description = description;
    }

    public static List<Operation> all() {
        try {
            return new DescribedOperations(MAPPER.readTree(
                            RestAssured.get("/q/openapi?format=json").asString()))
                    .operations();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        description.path("paths").properties().forEach(path -> METHODS.stream()
                .filter(path.getValue()::has)
                .map(method -> new Operation(
                        method.toUpperCase(Locale.ROOT),
                        path.getKey(),
                        bodyOf(path.getValue().path(method))))
                .forEach(all::add));
        return all;
    }

    private String bodyOf(JsonNode operation) {
        JsonNode schema = resolved(operation.at("/requestBody/content/application~1json/schema"));
        if (schema.isMissingNode()) {
            return null;
        }
        ObjectNode body = MAPPER.createObjectNode();
        schema.path("properties").properties().forEach(property -> {
            JsonNode example = resolved(property.getValue()).path("examples").path(0);
            if (!example.isMissingNode() && !OF_SERVICES.contains(property.getKey())) {
                body.set(property.getKey(), example);
            }
        });
        return body.toString();
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? description.at(schema.get("$ref").asText().substring(1)) : schema;
    }
}
