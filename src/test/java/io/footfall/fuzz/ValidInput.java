package io.footfall.fuzz;

import io.footfall.openapi.ApiDescription;
import io.footfall.openapi.ApiOperation;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Creates valid input from the API description, with its examples where it has them. */
final class ValidInput {

    /** The prefix of all texts that requests contain, so that they can be found in logs and labels. */
    static final String MARKER = "fuzz-";

    private static final String LOG_LINE =
            "203.0.113.7 - - [17/May/2026:10:05:03 +0000] \"GET /stories/s1 HTTP/1.1\" 200 203 \"-\" \"Mozilla/5.0\"\n";

    /**
     * A field whose type is known from the API description.
     *
     * @param object the object that contains the field
     * @param name the name of the field
     * @param type its JSON type, or {@link #OBJECTS}
     */
    record TypedField(JsonObject object, String name, String type) {}

    /**
     * A valid body, and its fields with known types, at any depth.
     *
     * @param json the body
     * @param fields the fields that a generator may break
     */
    record Example(JsonObject json, List<TypedField> fields) {}

    /** The type of an array whose items are objects. */
    static final String OBJECTS = "objects";

    private ValidInput() {}

    static String target(ApiOperation operation) {
        return operation.target(Map.of(
                "id", operation.path().startsWith("/api/users") ? FuzzCaller.READER_ID : MARKER + "story",
                "name", MARKER + "name",
                "queue", MARKER + "queue",
                "member", MARKER + "member",
                "key", MARKER + "key"));
    }

    static String body(ApiDescription api, ApiOperation.Body body) {
        return body.mediaType().equals("application/json")
                ? example(api, body).json().encode()
                : LOG_LINE;
    }

    static Example example(ApiDescription api, ApiOperation.Body body) {
        List<TypedField> fields = new ArrayList<>();
        Object value = value(api, body.schema(), fields);
        return new Example(value instanceof JsonObject object ? object : new JsonObject(), fields);
    }

    private static Object value(ApiDescription api, JsonObject reference, List<TypedField> fields) {
        JsonObject schema = api.resolved(reference);
        JsonArray examples = schema.getJsonArray("examples", new JsonArray());
        if (schema.containsKey("properties")) {
            return object(api, schema.getJsonObject("properties"), fields);
        }
        if (schema.containsKey("anyOf")) {
            return value(api, schema.getJsonArray("anyOf").getJsonObject(0), fields);
        }
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").getValue(0);
        }
        if (!examples.isEmpty()) {
            return Json.decodeValue(Json.encode(examples.getValue(0)));
        }
        return switch (String.valueOf(schema.getValue("type"))) {
            case "array" -> new JsonArray().add(value(api, schema.getJsonObject("items"), fields));
            case "boolean" -> true;
            case "integer", "number" -> 1;
            default -> MARKER + "text";
        };
    }

    private static JsonObject object(ApiDescription api, JsonObject properties, List<TypedField> fields) {
        JsonObject object = new JsonObject();
        properties.forEach(property -> {
            JsonObject schema = (JsonObject) property.getValue();
            object.put(property.getKey(), value(api, schema, fields));
            JsonObject resolved = api.resolved(schema);
            if (resolved.getValue("type") instanceof String word) {
                boolean holdsObjects = word.equals("array")
                        && api.resolved(resolved.getJsonObject("items")).containsKey("properties");
                fields.add(new TypedField(object, property.getKey(), holdsObjects ? OBJECTS : word));
            }
        });
        return object;
    }
}
