package io.footfall.openapi;

import io.footfall.openapi.ApiOperation.Body;
import io.footfall.openapi.ApiOperation.Parameter;
import io.footfall.openapi.ApiOperation.Place;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The OpenAPI description as the service serves it. */
public final class ApiDescription {

    private static final String REFERENCE = "#/components/schemas/";
    private static final String EVENTS = "text/event-stream";

    private final JsonObject document;
    private final List<ApiOperation> operations;

    /**
     * Reads a description.
     *
     * @param json the response to {@code /q/openapi?format=json}
     */
    public ApiDescription(String json) {
        document = new JsonObject(json);
        operations = document.getJsonObject("paths").stream()
                .flatMap(path -> operationsOf(path.getKey(), (JsonObject) path.getValue()))
                .toList();
    }

    public List<ApiOperation> operations() {
        return operations;
    }

    public Set<String> paths() {
        return document.getJsonObject("paths").fieldNames();
    }

    /** Returns the methods of a path. */
    public Set<String> methodsOf(String path) {
        return operations.stream()
                .filter(operation -> operation.path().equals(path))
                .map(ApiOperation::method)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Resolves the reference of a schema, if it is one. */
    public JsonObject resolved(JsonObject schema) {
        String reference = schema.getString("$ref");
        return reference == null
                ? schema
                : resolved(document.getJsonObject("components")
                        .getJsonObject("schemas")
                        .getJsonObject(reference.substring(REFERENCE.length())));
    }

    private Stream<ApiOperation> operationsOf(String path, JsonObject methods) {
        return methods.stream()
                .map(method ->
                        operation(method.getKey().toUpperCase(Locale.ROOT), path, (JsonObject) method.getValue()));
    }

    private ApiOperation operation(String method, String path, JsonObject described) {
        return new ApiOperation(
                method,
                path,
                rolesOf(described),
                objectsOf(described.getJsonArray("parameters"))
                        .map(this::parameter)
                        .toList(),
                Optional.ofNullable(described.getJsonObject("requestBody")).map(ApiDescription::body),
                described.getJsonObject("responses").encode().contains(EVENTS));
    }

    private static Set<String> rolesOf(JsonObject described) {
        return objectsOf(described.getJsonArray("security"))
                .flatMap(scheme -> scheme.getJsonArray("token").stream())
                .map(String::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Parameter parameter(JsonObject described) {
        JsonObject schema = resolved(described.getJsonObject("schema", new JsonObject()));
        Stream<Object> examples = Stream.concat(
                Stream.of(described.getValue("example", "")),
                schema.getJsonArray("examples", new JsonArray()).stream());
        String example = examples.map(String::valueOf)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        return new Parameter(
                described.getString("name"),
                Place.valueOf(described.getString("in").toUpperCase(Locale.ROOT)),
                schema.getString("type", "string"),
                example);
    }

    private static Body body(JsonObject described) {
        var content = described.getJsonObject("content").iterator().next();
        return new Body(content.getKey(), ((JsonObject) content.getValue()).getJsonObject("schema", new JsonObject()));
    }

    private static Stream<JsonObject> objectsOf(JsonArray array) {
        return array == null ? Stream.empty() : array.stream().map(JsonObject.class::cast);
    }
}
