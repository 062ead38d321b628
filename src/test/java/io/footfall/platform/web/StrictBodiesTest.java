package io.footfall.platform.web;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.HttpCalls;
import io.footfall.support.OpenApi;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each described body accepts what the description allows, and rejects values that only resemble it. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class StrictBodiesTest {

    private static final String UNKNOWN = "noSuchField";
    private static final int FORBIDDEN = 403;

    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> callers = new HashMap<>();
    private OpenApi description;

    /** An operation and a field of its body. */
    private record Case(OpenApi.Operation operation, BodySchema.Field field) {}

    @BeforeEach
    void read() {
        description = OpenApi.read();
    }

    private Stream<Case> cases() {
        BodySchema schema = new BodySchema(description);
        return description.operations().stream().flatMap(operation -> description.bodyOf(operation).stream()
                .flatMap(body -> schema.fields(body).stream())
                .map(field -> new Case(operation, field)));
    }

    private void refused(Case one, byte[] body, String field) {
        HttpCalls.Answer answer = send(one.operation(), body);
        boolean isNamed = field == null || field.equals(answer.field());
        if (answer.status() != 400 || !answer.contentType().startsWith(Problem.MEDIA_TYPE) || !isNamed) {
            faults.add(one.operation() + " " + new String(body, StandardCharsets.UTF_8) + ": " + answer);
        }
    }

    private void refused(Case one, String body, String field) {
        refused(one, body.getBytes(StandardCharsets.UTF_8), field);
    }

    private HttpCalls.Answer send(OpenApi.Operation operation, byte[] body) {
        return send(operation, callers.computeIfAbsent(operation.path(), path -> callerOf(operation)), body);
    }

    private static HttpCalls.Answer send(OpenApi.Operation operation, String caller, byte[] body) {
        return HttpCalls.send(operation.method(), operation.examplePath(), caller, body);
    }

    /** Returns a caller that may call the operation. */
    private static String callerOf(OpenApi.Operation operation) {
        byte[] nothing = "[[".getBytes(StandardCharsets.UTF_8);
        return Stream.of(SERVICE, OPERATOR, reader("u1"))
                .filter(caller -> send(operation, caller, nothing).status() != FORBIDDEN)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWrongTypeIsNamed() {
        cases().filter(one -> !one.field().path().isEmpty() || one.field().isObject())
                .forEach(one -> one.field().wrongValues().forEach(value -> {
                    String path = one.field().path();
                    refused(one, one.field().bodyWith(value), path.isEmpty() ? null : path);
                }));

        assertThat(callers).hasSizeGreaterThan(15);
        assertThat(faults).isEmpty();
    }

    @Test
    void anUnknownFieldIsNamedAtEveryDepth() {
        objects().forEach(one -> {
            String path = one.field().path();
            String prefix = path.isEmpty() ? "" : path + ".";
            refused(one, one.field().bodyWith("{\"" + UNKNOWN + "\": null}"), prefix + UNKNOWN);
            one.field()
                    .schema()
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(name -> refused(
                            one,
                            one.field().bodyWith("{\"" + name.toUpperCase() + "\": null}"),
                            prefix + name.toUpperCase()));
        });

        assertThat(faults).isEmpty();
    }

    @Test
    void aFieldThatIsThereTwiceIsNamed() {
        objects().forEach(one -> one.field()
                .schema()
                .path("properties")
                .fieldNames()
                .forEachRemaining(name -> refused(
                        one,
                        one.field().bodyWith("{\"" + name + "\": null, \"" + name + "\": null}"),
                        (one.field().path().isEmpty() ? "" : one.field().path() + ".") + name)));

        assertThat(faults).isEmpty();
    }

    private Stream<Case> objects() {
        return cases().filter(one -> one.field().isObject());
    }

    @Test
    void whatIsNotJsonIsRefused() {
        bodies().forEach(one -> Stream.of(
                        "{",
                        "{} x",
                        "{}{}",
                        "{'a': 1}",
                        "{a: 1}",
                        "{\"a\": 1,}",
                        "{\"a\": NaN}",
                        "{\"a\": Infinity}",
                        "{\"a\": 01}",
                        "{\"a\": +1}",
                        "{\"a\": .5}",
                        "/* a */ {}",
                        "{\"a\": \"\t\"}",
                        "{\"\\ud800\": 1}")
                .forEach(body -> refused(one, body, null)));

        assertThat(faults).isEmpty();
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        bodies().forEach(one -> {
            Stream.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)
                    .forEach(charset -> refused(one, "{\"userId\": \"u1\"}".getBytes(charset), null));
            refused(one, "{\"\u00e9\": 1}".getBytes(StandardCharsets.ISO_8859_1), null);
            // An overlong encoding, surrogates, a code point above the maximum, a truncated character.
            refused(one, bytes(0xC0, 0x80), null);
            refused(one, bytes(0xE0, 0x80, 0xAF), null);
            refused(one, bytes(0xED, 0xA0, 0x80), null);
            refused(one, bytes(0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80), null);
            refused(one, bytes(0xF4, 0x90, 0x80, 0x80), null);
            refused(one, bytes(0xE2, 0x82), null);
        });

        assertThat(faults).isEmpty();
    }

    /** Returns a body that contains these bytes in a string. */
    private static byte[] bytes(int... text) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"type\": \"a".getBytes(StandardCharsets.US_ASCII));
        for (int octet : text) {
            body.write(octet);
        }
        body.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        as(SERVICE)
                .body("\uFEFF{\"payload\": 1}".getBytes(StandardCharsets.UTF_8))
                .post("/api/jobs/" + newId())
                .then()
                .statusCode(201);
    }

    private Stream<Case> bodies() {
        return cases().filter(one -> one.field().path().isEmpty());
    }
}
