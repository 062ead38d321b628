package io.footfall.openapi;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An operation of the OpenAPI description.
 *
 * @param method of HTTP, in capitals
 * @param path with its parameters in braces
 * @param roles who may call it; none: everybody
 * @param parameters of the path, the query and the head
 * @param body what it reads, where it reads one
 * @param streams whether it answers with server-sent events, which do not end
 */
public record ApiOperation(
        String method,
        String path,
        Set<String> roles,
        List<Parameter> parameters,
        Optional<Body> body,
        boolean streams) {

    /** Where a parameter is found. */
    public enum Place {
        PATH,
        QUERY,
        HEADER
    }

    /**
     * A parameter.
     *
     * @param name as clients write it
     * @param place where
     * @param type of the schema
     * @param example of the description, or empty
     */
    public record Parameter(String name, Place place, String type, String example) {}

    /**
     * A body.
     *
     * @param mediaType what {@code Content-Type} says
     * @param schema of the description, references included
     */
    public record Body(String mediaType, JsonObject schema) {}

    /** Method and path, as tables of tests write it. */
    public String name() {
        return method + " " + path;
    }

    /** Whether a caller of this role may call it; an operator may do what a service may. */
    public boolean admits(String role) {
        return roles.isEmpty() || roles.contains(role) || role.equals("operator") && roles.contains("service");
    }

    /** The path with these values in place of parameters, percent-encoded already; the example where there is none. */
    public String target(Map<String, String> values) {
        String target = path;
        for (Parameter parameter : parameters) {
            if (parameter.place() == Place.PATH) {
                String value = values.getOrDefault(parameter.name(), parameter.example());
                target = target.replace("{" + parameter.name() + "}", value);
            }
        }
        return target;
    }
}
