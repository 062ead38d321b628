package io.footfall.openapi;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An operation of the OpenAPI description.
 *
 * @param method the HTTP method in capitals
 * @param path the path with its parameters in braces
 * @param roles the roles that may call it; empty if every caller may
 * @param parameters the parameters in the path, the query and the headers
 * @param body the request body, if it takes one
 * @param streams whether it responds with server-sent events, which do not end
 */
public record ApiOperation(
        String method,
        String path,
        Set<String> roles,
        List<Parameter> parameters,
        Optional<Body> body,
        boolean streams) {

    /** The location of a parameter. */
    public enum Place {
        PATH,
        QUERY,
        HEADER
    }

    /**
     * A parameter.
     *
     * @param name the name in requests
     * @param place the location
     * @param type the type of the schema
     * @param example the example of the description, or empty
     */
    public record Parameter(String name, Place place, String type, String example) {}

    /**
     * A request body.
     *
     * @param mediaType the value of {@code Content-Type}
     * @param schema the schema of the description, with unresolved references
     */
    public record Body(String mediaType, JsonObject schema) {}

    /** Method and path, as the tables of tests contain them. */
    public String name() {
        return method + " " + path;
    }

    /** Whether a caller with this role may call it. An operator may call what a service may call. */
    public boolean admits(String role) {
        return roles.isEmpty() || roles.contains(role) || role.equals("operator") && roles.contains("service");
    }

    /**
     * Returns the path with parameters replaced by these values, which are already percent-encoded. Parameters without
     * a value are replaced by their examples.
     */
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
