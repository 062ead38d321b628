package io.footfall.capability.idempotency;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.CallerBounds;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Command;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@QuarkusTest
@TestProfile(CallerBounds.class)
@WithTestResource(ServiceUnderTest.class)
class IdempotencyBoundsTest {

    private static final int KEYS_OF_A_READER = 100;
    private static final String REPLAYED = "Idempotent-Replayed";
    private static final String SMALL = "{\"type\": \"a\"}";
    private static final String LARGE =
            "{\"type\": \"a\", \"data\": \"" + "x".repeat(CallerBounds.LARGEST_ANSWER) + "\"}";

    private final String user = newId();

    private static ValidatableResponse begin(String authorization, String key, String body) {
        return as(authorization)
                .header(IdempotencyKeys.HEADER, key)
                .body(body)
                .post("/api/sessions")
                .then();
    }

    private String index() {
        String digest = Digests.of(user.getBytes(StandardCharsets.UTF_8));
        return RedisKeys.idempotencyIndex(PartitionId.of(digest), digest);
    }

    private long held() {
        return RedisProbe.ofSuite().send(Command.ZCARD, index()).toLong();
    }

    @Test
    void anAnswerThatIsTooLargeIsNotKeptAndNothingIsDoneTwice() {
        String key = newId();
        begin(reader(user), key, LARGE).statusCode(201);

        begin(reader(user), key, LARGE)
                .statusCode(409)
                .contentType("application/problem+json")
                .header("Retry-After", nullValue())
                .body("detail", containsString("201"));
        begin(reader(user), key, SMALL).statusCode(422);

        String kept = RedisProbe.ofSuite()
                .send(Command.ZRANGE, index(), "0", "-1")
                .get(0)
                .toString();
        assertThat(RedisProbe.ofSuite().send(Command.MEMORY, "USAGE", kept).toLong())
                .isLessThan(1_024);
    }

    @Test
    void theOldestKeyOfAReaderIsForgotten() {
        for (int i = 0; i <= KEYS_OF_A_READER; i++) {
            begin(reader(user), "key-" + i, SMALL).statusCode(201).header(REPLAYED, nullValue());
        }

        assertThat(held()).isEqualTo(KEYS_OF_A_READER);
        begin(reader(user), "key-1", SMALL).header(REPLAYED, equalTo("true"));
        begin(reader(user), "key-100", SMALL).header(REPLAYED, equalTo("true"));
        begin(reader(user), "key-0", SMALL).statusCode(201).header(REPLAYED, nullValue());
        assertThat(RedisProbe.ofSuite().send(Command.PTTL, index()).toLong()).isPositive();
    }

    @Test
    void aRefusedRequestLeavesNoKey() {
        begin(reader(user), newId(), "{\"type\": \"a b\"}").statusCode(400);

        assertThat(held()).isZero();
    }

    @Test
    void aServiceHasAnyNumberOfKeys() {
        String first = newId();
        begin(SERVICE, first, SMALL).statusCode(201);
        for (int i = 0; i < KEYS_OF_A_READER; i++) {
            begin(SERVICE, newId(), SMALL).statusCode(201);
        }

        begin(SERVICE, first, SMALL).header(REPLAYED, equalTo("true"));
    }
}
