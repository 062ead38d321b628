package io.footfall.openapi;

import io.footfall.support.RawHttp;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks error responses against the contract: each is a problem document of RFC 9457 with readable text, and exposes
 * no internals of the service.
 */
public final class Problems {

    private static final int FIRST_ERROR = 400;
    private static final List<String> TEXTS = List.of("type", "title", "detail", "instance", "error");

    /** Names of classes and packages, SQL, and error messages of Redis. */
    private static final Pattern INTERNAL =
            Pattern.compile("\\b(io|java|javax|jakarta|com|org)\\.[a-z]+\\.|[a-z]Exception\\b|\\$[A-Z]"
                    + "|(?i)\\b(select|insert into|delete from|update) [a-z_]+\\b.*\\b(from|where|values|set)\\b"
                    + "|\\b(WRONGTYPE|NOSCRIPT|ERR |CROSSSLOT|redis\\.call|pg_|SQLSTATE)");

    private Problems() {}

    /**
     * Returns the contract violations of a response.
     *
     * @param path the path of the request as sent, or null if the request is too malformed to have one
     * @return empty for a status below 400 and for a valid problem document
     */
    public static List<String> of(RawHttp.Answer answer, String path) {
        if (answer.status() < FIRST_ERROR) {
            return List.of();
        }
        try {
            return check(answer, new JsonObject(answer.text()), path);
        } catch (DecodeException e) {
            return List.of(
                    answer.status() + " is no JSON object: " + answer.header("content-type") + " " + answer.text());
        }
    }

    private static List<String> check(RawHttp.Answer answer, JsonObject problem, String path) {
        List<String> wrong = new ArrayList<>();
        if (!answer.header("content-type").matches("application/problem\\+json(;.*)?")) {
            wrong.add("the content type is " + answer.header("content-type"));
        }
        if (!Integer.valueOf(answer.status()).equals(problem.getValue("status"))) {
            wrong.add("status " + problem.getValue("status") + " in a " + answer.status());
        }
        TEXTS.stream()
                .filter(name -> !(problem.getValue(name) instanceof String text) || text.isBlank())
                .forEach(name -> wrong.add("no " + name + " in " + problem));
        if (path != null && !path.equals(problem.getValue("instance"))) {
            wrong.add("instance " + problem.getValue("instance") + " at " + path);
        }
        String words =
                String.valueOf(problem.getValue("title")) + problem.getValue("detail") + problem.getValue("error");
        if (INTERNAL.matcher(words).find()) {
            wrong.add("internal: " + problem);
        }
        return wrong;
    }
}
