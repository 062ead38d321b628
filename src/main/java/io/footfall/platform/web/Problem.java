package io.footfall.platform.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Problem details (RFC 9457), with the additional field {@code error} for clients that want only a short text.
 *
 * @param type identifies the kind of problem
 * @param title the kind of problem in words
 * @param status HTTP status
 * @param detail description of this occurrence
 * @param instance path of the request
 * @param error same as {@code title}
 * @param field name of the invalid field; null if the problem concerns no field
 * @param retryAfter seconds to wait before a retry; null unless a rate limit is exceeded
 * @param violatedPolicies rate limit policies that are exceeded; null unless a rate limit is exceeded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Problem", description = "Problem details (RFC 9457)")
@RegisterForReflection
public record Problem(
        @Schema(examples = "about:blank") String type,
        @Schema(examples = "Bad Request") String title,
        @Schema(examples = "400") int status,

        @Schema(examples = "id takes 1 to 64 characters of A-Z a-z 0-9 _ -")
        String detail,

        @Schema(examples = "/api/stories/s!/view") String instance,
        @Schema(examples = "Bad Request") String error,
        @Schema(examples = "id") String field,

        @Schema(description = "Seconds, where a rate limit was exceeded", examples = "12")
        Long retryAfter,

        @Schema(description = "The rate-limit policies that were exceeded", examples = "[\"api\"]")
        @JsonProperty("violated-policies")
        List<String> violatedPolicies) {

    /** Content type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * Begins a response with a problem.
     *
     * @param status HTTP status, 400 or above
     * @param detail description of this occurrence
     * @param instance path of the request
     * @return builder of the response
     */
    public static Response.ResponseBuilder answer(Response.Status status, String detail, String instance) {
        return answer(status.getStatusCode(), status.getReasonPhrase(), detail, instance);
    }

    /**
     * Begins a response with a status that {@link Response.Status} does not contain.
     *
     * @param status HTTP status, 400 or above
     * @param title the kind of problem in words
     * @param detail description of this occurrence
     * @param instance path of the request
     * @return builder of the response
     */
    public static Response.ResponseBuilder answer(int status, String title, String detail, String instance) {
        return Response.status(status).type(MEDIA_TYPE).entity(of(status, title, detail, instance, null));
    }

    /**
     * Returns a problem of the general type {@code about:blank}.
     *
     * @param status HTTP status, 400 or above
     * @param title the kind of problem in words
     * @param detail description of this occurrence
     * @param instance path of the request
     * @return the problem
     */
    public static Problem of(int status, String title, String detail, String instance) {
        return of(status, title, detail, instance, null);
    }

    static Problem of(int status, String title, String detail, String instance, String field) {
        return new Problem("about:blank", title, status, detail, instance, title, field, null, null);
    }
}
