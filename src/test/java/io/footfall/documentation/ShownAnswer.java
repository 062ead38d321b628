package io.footfall.documentation;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Compares a response with the one that a page shows. Both must have the same fields in the same order with the same
 * values. Values that differ in each run, such as times and ids, must have the same form.
 */
final class ShownAnswer {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9_-]{16,}");

    /** Fields with numbers that differ in each run; {@code score} decreases with time. */
    private static final Set<String> VARYING = Set.of("duration", "fencingToken", "score");

    private static final String DATA = "data: ";

    private ShownAnswer() {}

    /** The status of a shown problem document; 0 if the shown response is no problem. */
    static int status(String shown) {
        JsonObject json = new JsonObject(shown);
        return json.containsKey("title") ? json.getInteger("status", 0) : 0;
    }

    /** Whether a JSON response matches the shown one. */
    static boolean fits(String shown, String answer) {
        return answer.startsWith("{") && fits("", new JsonObject(shown), new JsonObject(answer));
    }

    /** Whether each shown line matches one of these server-sent events. */
    static boolean fitsEvents(String shown, String events) {
        return shown.lines().allMatch(line -> events.lines().anyMatch(heard -> fitsLine(line, heard)));
    }

    private static boolean fitsLine(String shown, String heard) {
        return shown.startsWith(DATA) && heard.startsWith(DATA)
                ? fits(shown.substring(DATA.length()), heard.substring(DATA.length()))
                : shown.equals(heard);
    }

    private static boolean fits(String field, Object shown, Object answer) {
        if (shown instanceof JsonObject object && answer instanceof JsonObject other) {
            return List.copyOf(object.fieldNames()).equals(List.copyOf(other.fieldNames()))
                    && object.fieldNames().stream()
                            .allMatch(name -> fits(name, object.getValue(name), other.getValue(name)));
        }
        if (shown instanceof JsonArray array && answer instanceof JsonArray other) {
            return array.size() == other.size()
                    && IntStream.range(0, array.size())
                            .allMatch(i -> fits(field, array.getValue(i), other.getValue(i)));
        }
        if (shown instanceof String text && answer instanceof String other) {
            return text.equals(other) || List.of(TIME, UUID, RANDOM).stream().anyMatch(form -> both(form, text, other));
        }
        return shown == null ? answer == null : shown.equals(answer) || isVarying(field, shown, answer);
    }

    private static boolean both(Pattern form, String shown, String answer) {
        return form.matcher(shown).matches() && form.matcher(answer).matches();
    }

    private static boolean isVarying(String field, Object shown, Object answer) {
        return VARYING.contains(field) && shown instanceof Number && answer instanceof Number;
    }
}
