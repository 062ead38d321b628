package io.footfall.platform.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.support.OpenApi;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The fields of a request body at every depth, and invalid values for each. */
final class BodySchema {

    /** JSON with text that no store can hold: as a string, and nested in a field with free-form JSON. */
    private static final List<String> UNSTORABLE =
            List.of("\"\\ud800\"", "\"a\\udc00b\"", "\"\\udc00\\ud800\"", "\"\\u0000\"");

    private static final List<String> UNSTORABLE_WITHIN =
            List.of("[\"\\ud800\"]", "{\"a\": {\"b\": \"\\u0000\"}}", "{\"a\": [{\"\\u0000\": 1}]}");

    private static final List<String> NO_TEXT = List.of("5", "1.5", "true", "{}", "[]", "[\"a\"]");
    private static final List<String> NO_WORD = List.of("\"\"", "\" \"", "\"0\"", "\"no such word\"", "0");
    private static final List<String> NO_TIME = List.of("\"\"", "\"today\"", "\"2026-01-01\"", "\"1767225600\"");
    private static final List<String> NO_NUMBER = List.of(
            "\"5\"",
            "\"\"",
            "\"NaN\"",
            "\"Infinity\"",
            "\"-Infinity\"",
            "\"+INF\"",
            "true",
            "{}",
            "[]",
            "[5]",
            "1e400");
    private static final List<String> NO_WHOLE_NUMBER =
            List.of("1.5", "1e2", "99999999999999999999", "-99999999999999999999");
    private static final List<String> NO_BOOLEAN =
            List.of("0", "1", "2", "1.5", "\"true\"", "\"False\"", "\"\"", "{}", "[]", "[true]");
    private static final List<String> NO_ARRAY = List.of("\"\"", "\"a\"", "5", "true", "{}");
    private static final List<String> NO_OBJECT = List.of("\"\"", "\"a\"", "5", "true", "[]", "[{}]");

    private final OpenApi description;

    BodySchema(OpenApi description) {
        this.description = description;
    }

    /**
     * A field.
     *
     * @param path the path as problem documents name it, such as {@code views[0].id}; empty for the body itself
     * @param before the part of the body before its value
     * @param after the part of the body after its value
     */
    record Field(String path, String before, String after, JsonNode schema) {

        String bodyWith(String value) {
            return before + value + after;
        }

        private Field member(String name, JsonNode itsSchema) {
            return new Field(
                    path.isEmpty() ? name : path + "." + name, before + "{\"" + name + "\": ", "}" + after, itsSchema);
        }

        private Field element(JsonNode itsSchema) {
            return new Field(path + "[0]", before + "[", "]" + after, itsSchema);
        }

        private boolean is(String type) {
            JsonNode types = schema.path("type");
            return types.isArray()
                    ? Stream.iterate(0, i -> i + 1)
                            .limit(types.size())
                            .anyMatch(i -> types.get(i).asText().equals(type))
                    : types.asText().equals(type);
        }

        boolean isObject() {
            return schema.has("properties");
        }

        boolean isFreeForm() {
            return !isObject() && (!schema.has("type") || is("object"));
        }

        /** Values of a type other than that of the field. */
        List<String> wrongValues() {
            if (isObject()) {
                return NO_OBJECT;
            }
            if (isFreeForm()) {
                return all(UNSTORABLE, UNSTORABLE_WITHIN);
            }
            if (is("array")) {
                return NO_ARRAY;
            }
            if (is("boolean")) {
                return NO_BOOLEAN;
            }
            if (is("integer")) {
                return all(NO_NUMBER, NO_WHOLE_NUMBER);
            }
            if (is("number")) {
                return all(NO_NUMBER, List.of("-1e400"));
            }
            List<String> text = all(NO_TEXT, UNSTORABLE);
            if (schema.has("enum")) {
                return all(text, NO_WORD);
            }
            return schema.path("format").asText().equals("date-time") ? all(text, NO_TIME) : text;
        }

        private static List<String> all(List<String> some, List<String> others) {
            return Stream.concat(some.stream(), others.stream()).toList();
        }
    }

    /** Returns the body itself, then all its fields. */
    List<Field> fields(JsonNode body) {
        List<Field> fields = new ArrayList<>();
        add(new Field("", "", "", description.resolved(body)), fields);
        return fields;
    }

    private void add(Field field, List<Field> fields) {
        fields.add(field);
        field.schema()
                .path("properties")
                .properties()
                .forEach(member -> add(field.member(member.getKey(), description.resolved(member.getValue())), fields));
        if (field.schema().has("items")) {
            add(field.element(description.resolved(field.schema().path("items"))), fields);
        }
    }
}
