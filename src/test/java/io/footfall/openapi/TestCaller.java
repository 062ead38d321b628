package io.footfall.openapi;

import io.footfall.support.ServiceUnderTest;
import java.time.Duration;
import java.util.Optional;

/** Every kind of caller, with valid, invalid or no credentials. */
enum TestCaller {
    ANONYMOUS(Proof.NONE, "", null),
    WRONG_TOKEN(Proof.WRONG, "", "Bearer nobody-has-this-token"),
    OTHER_SCHEME(Proof.WRONG, "", "Basic YWRhOnNlY3JldA=="),
    NO_SCHEME(Proof.WRONG, "", "test-service-token"),
    EXPIRED_READER(Proof.WRONG, "", ServiceUnderTest.reader("matrix-ada", Duration.ofMinutes(-5))),
    FORGED_READER(Proof.WRONG, "", ServiceUnderTest.forged("matrix-ada")),
    READER(Proof.RIGHT, "reader", ServiceUnderTest.reader("matrix-ada")),
    OTHER_READER(Proof.RIGHT, "reader", ServiceUnderTest.reader("matrix-eve")),
    SERVICE(Proof.RIGHT, "service", ServiceUnderTest.SERVICE),
    OPERATOR(Proof.RIGHT, "operator", ServiceUnderTest.OPERATOR),
    CRON(Proof.RIGHT, "cron", ServiceUnderTest.CRON);

    /** The user id of {@link #READER}. */
    static final String ADA = "matrix-ada";

    /** Whether the Authorization header is missing, invalid or valid. */
    enum Proof {
        NONE,
        WRONG,
        RIGHT
    }

    private final Proof proof;
    private final String role;
    private final String authorization;

    TestCaller(Proof proof, String role, String authorization) {
        this.proof = proof;
        this.role = role;
        this.authorization = authorization;
    }

    Optional<String> authorization() {
        return Optional.ofNullable(authorization);
    }

    Proof proof() {
        return proof;
    }

    String role() {
        return role;
    }
}
