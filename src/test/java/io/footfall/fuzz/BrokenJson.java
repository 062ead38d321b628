package io.footfall.fuzz;

import io.footfall.fuzz.FuzzRequest.Due;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Generates bodies that are nearly valid: one field has another type, is out of range, unknown, duplicate or missing.
 */
final class BrokenJson implements Generator {

    private static final String PLACE = "@place@";

    /** Values that are invalid for every field of a type. The keys are types of the API description. */
    private static final Map<String, List<String>> WRONG = Map.of(
            "string",
            List.of("1", "true", "{}", "[]", "1.5", "[\"a\"]", "\"\\ud800\"", "\"a\\udc00b\""),
            "integer",
            List.of(
                    "\"1\"",
                    "true",
                    "{}",
                    "[]",
                    "1.5",
                    "\"NaN\"",
                    "\"\"",
                    "1e400",
                    "99999999999999999999",
                    "NaN",
                    "[1]"),
            "number",
            List.of("\"1\"", "true", "{}", "[]", "\"NaN\"", "\"Infinity\"", "1e400", "NaN", "-Infinity", "[1]"),
            "boolean",
            List.of("1", "0", "2", "\"true\"", "\"False\"", "{}", "[]", "\"\"", "1.0"),
            "array",
            List.of("1", "true", "{}", "\"a\"", "\"\"", "[{}]", "[[]]", "[1]", "[true]"),
            // Excludes objects that lack their fields: an operation may answer the items of an array one by one.
            ValidInput.OBJECTS,
            List.of("1", "true", "{}", "\"a\"", "\"\"", "[[]]", "[1]", "[true]"));

    /** Values that may be valid or invalid, depending on the field. */
    private static final List<String> ODD = List.of(
            "null",
            "\"\"",
            "\" \"",
            "0",
            "-1",
            "1e3",
            "1E+2",
            "-0",
            "0.0",
            "9007199254740993",
            "-9223372036854775808",
            "1e-400",
            "\"\\u0000\"",
            "\"\\u202e\\ufeff\"",
            "\"" + "x".repeat(300) + "\"",
            "\"" + "\\ud83d\\ude00".repeat(150) + "\"",
            "\"'; drop table stories; --\"",
            "\"${jndi:ldap://x}\"",
            "\"+294277-01-01T00:00:00Z\"",
            "\"2026-02-30T00:00:00Z\"",
            "[null]",
            "[" + "1,".repeat(2_000) + "1]",
            "{\"a\":{\"b\":null}}");

    private static final List<String> WHOLE = List.of(
            "",
            " ",
            "null",
            "1",
            "\"a\"",
            "[]",
            "[{}]",
            "true",
            "{",
            "}",
            "{\"a\"}",
            "{'a':1}",
            "{\"a\":1,}",
            "{\"a\":01}",
            "\ufeff{}",
            "{}{}",
            "{} x",
            "/* */{}",
            "{\"\":1}",
            "{\"__proto__\":{}}",
            "NaN",
            "\u00ff\u00fe{\u0000}\u0000",
            "{\"a\":\"\u0001\"}",
            "{\"a\":\"\\x\"}",
            "[".repeat(5_000),
            "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000));

    @Override
    public FuzzRequest next(Call call, Dice dice) {
        ValidInput.Example example =
                ValidInput.example(call.api(), call.operation().body().orElseThrow());
        if (example.fields().isEmpty()) {
            return whole(call, dice);
        }
        return switch (dice.below(8)) {
            case 0 -> whole(call, dice);
            case 1 -> unknownField(call, example, dice);
            case 2 -> cut(call, example, dice);
            case 3 -> twice(call, example, dice);
            case 4 -> odd(call, example, dice);
            case 5 -> missing(call, example, dice);
            default -> wrongType(call, example, dice);
        };
    }

    private static FuzzRequest request(Call call, String how, String json) {
        byte[] body = FuzzRequest.utf8(json);
        return new FuzzRequest(
                        call.made(how), call.operation().method(), call.requestLine() + call.headers(body) + "\r\n")
                .and(body);
    }

    private static FuzzRequest whole(Call call, Dice dice) {
        String json = dice.of(WHOLE);
        return request(call, "another document", json);
    }

    private static FuzzRequest wrongType(Call call, ValidInput.Example example, Dice dice) {
        ValidInput.TypedField field = dice.of(example.fields());
        String value = dice.of(WRONG.getOrDefault(field.type(), List.of("1", "\"a\"", "[]")));
        return request(call, field.name() + " is " + value, replaced(example, field, value))
                .due(Due.REFUSAL);
    }

    private static FuzzRequest odd(Call call, ValidInput.Example example, Dice dice) {
        ValidInput.TypedField field = dice.of(example.fields());
        String value = dice.of(ODD);
        return request(call, field.name() + " is odd", replaced(example, field, value));
    }

    private static String replaced(ValidInput.Example example, ValidInput.TypedField field, String value) {
        field.object().put(field.name(), PLACE);
        return example.json().encode().replace("\"" + PLACE + "\"", value);
    }

    private static FuzzRequest unknownField(Call call, ValidInput.Example example, Dice dice) {
        JsonObject object = dice.of(example.fields()).object();
        String name = dice.of("percent", "mutedType", "Id", "user_id", "constructor", "@type", "fuzz-unknown");
        object.put(name, dice.of(1, "a", true));
        return request(call, "unknown field " + name, example.json().encode()).due(Due.REFUSAL);
    }

    private static FuzzRequest missing(Call call, ValidInput.Example example, Dice dice) {
        ValidInput.TypedField field = dice.of(example.fields());
        field.object().remove(field.name());
        return request(call, "without " + field.name(), example.json().encode());
    }

    private static FuzzRequest twice(Call call, ValidInput.Example example, Dice dice) {
        ValidInput.TypedField field = dice.of(example.fields());
        field.object().put(PLACE, dice.of(1, "a", true));
        return request(call, field.name() + " twice", example.json().encode().replace(PLACE, field.name()))
                .due(Due.REFUSAL);
    }

    private static FuzzRequest cut(Call call, ValidInput.Example example, Dice dice) {
        String json = example.json().encode();
        return request(call, "cut", json.substring(0, 1 + dice.below(json.length() - 1)))
                .due(Due.REFUSAL);
    }
}
