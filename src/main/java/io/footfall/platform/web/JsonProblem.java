package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.stream.Collectors;

/**
 * The reason why a JSON body is rejected. A nested field is named by its path, such as {@code views[3].id}.
 *
 * @param detail the reason in words
 * @param field path of the field; null if the error concerns no field, or the field is unknown
 */
record JsonProblem(String detail, String field) {

    /** Beginning of Jackson's message for a duplicate field. Jackson has no exception type for this error. */
    private static final String DUPLICATE = "Duplicate field";

    /**
     * Maximum length of a path, in {@code char}s. A caller chooses the names of fields, and a name can be as long as
     * the body.
     */
    private static final int LONGEST_PATH = 200;

    private static final JsonProblem NOT_JSON = new JsonProblem("The body is not JSON.", null);
    private static final JsonProblem NOT_UTF_8 = new JsonProblem("The body is not UTF-8, as JSON is.", null);
    private static final JsonProblem TOO_LARGE = new JsonProblem(
            "The body has more than " + StrictJson.DEEPEST + " values within each other, or a number of more than "
                    + StrictJson.LONGEST_NUMBER + " characters.",
            null);

    static JsonProblem of(JsonProcessingException failure) {
        if (!(failure instanceof JsonMappingException mismatch)) {
            return ofSyntax(failure);
        }
        return mismatch.getCause() instanceof JsonParseException
                        || mismatch.getCause() instanceof StreamConstraintsException
                ? ofSyntax((JsonProcessingException) mismatch.getCause())
                : ofField(mismatch, pathOf(mismatch));
    }

    private static JsonProblem ofSyntax(JsonProcessingException failure) {
        if (failure instanceof StreamConstraintsException) {
            return TOO_LARGE;
        }
        if (failure instanceof Utf8Bodies.NotUtf8Exception) {
            return NOT_UTF_8;
        }
        return failure.getProcessor() instanceof JsonParser parser
                        && failure.getOriginalMessage().startsWith(DUPLICATE)
                ? new JsonProblem(
                        pathOf(parser.getParsingContext()) + " is there more than once",
                        pathOf(parser.getParsingContext()))
                : NOT_JSON;
    }

    private static JsonProblem ofField(JsonMappingException failure, String field) {
        if (field.isEmpty()) {
            return new JsonProblem("The body has not the expected form.", null);
        }
        if (failure instanceof UnrecognizedPropertyException) {
            return new JsonProblem(field + " is not a field of this body", field);
        }
        return new JsonProblem(
                failure instanceof UnstorableTextException
                        ? field + " holds a NUL character, or half of a surrogate pair"
                        : field + " has a wrong type, is out of range or is missing",
                field);
    }

    private static String pathOf(JsonMappingException failure) {
        return path(failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining()));
    }

    private static String pathOf(JsonStreamContext where) {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = where; at != null && !at.inRoot(); at = at.getParent()) {
            path.insert(0, at.inArray() ? "[" + at.getCurrentIndex() + "]" : "." + at.getCurrentName());
        }
        return path(path.toString());
    }

    private static String path(String steps) {
        return Texts.repaired(Texts.shorten(steps.startsWith(".") ? steps.substring(1) : steps, LONGEST_PATH));
    }
}
