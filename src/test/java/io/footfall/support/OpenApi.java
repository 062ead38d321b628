package io.footfall.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The OpenAPI description as the service serves it. */
public final class OpenApi {

    private static final String ADDRESS = "/q/openapi?format=json";
    private static final String JSON = "application/json";

    private final JsonNode document;

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    /** An operation. Its path contains variables in braces. */
    public record Operation(String method, String path, JsonNode description) {

        /** Returns the path with each variable replaced by its example. */
        public String examplePath() {
            String filled = path;
            for (JsonNode parameter : description.path("parameters")) {
                filled = filled.replace(
                        "{" + parameter.path("name").asText() + "}",
                        parameter.path("example").asText());
            }
            return filled;
        }

        public Stream<JsonNode> queryParameters() {
            return StreamSupport.stream(description.path("parameters").spliterator(), false)
                    .filter(parameter -> parameter.path("in").asText().equals("query"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static OpenApi read() {
        String text =
                Api.management().get(ADDRESS).then().statusCode(200).extract().asString();
        try {
            return new OpenApi(new ObjectMapper().readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> operations.add(
                        new Operation(method.getKey().toUpperCase(), path.getKey(), method.getValue()))));
        return operations;
    }

    /** The schema of an operation's JSON body; empty if the operation takes none. */
    public Optional<JsonNode> bodyOf(Operation operation) {
        return Optional.of(operation
                        .description()
                        .at("/requestBody/content")
                        .path(JSON)
                        .path("schema"))
                .filter(schema -> !schema.isMissingNode())
                .map(this::resolved);
    }

    /** Resolves a {@code $ref}, and returns the non-null schema of an {@code anyOf}. */
    public JsonNode resolved(JsonNode schema) {
        if (schema.has("$ref")) {
            return resolved(document.at(schema.path("$ref").asText().substring(1)));
        }
        for (JsonNode one : schema.path("anyOf")) {
            if (!one.path("type").asText().equals("null")) {
                return resolved(one);
            }
        }
        return schema;
    }
}
