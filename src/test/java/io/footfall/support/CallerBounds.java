package io.footfall.support;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.awaitility.Awaitility;

/** What a caller may do as it is shipped, where other tests, which all come from one address, may do much more. */
public final class CallerBounds implements QuarkusTestProfile {

    public static final int UNKNOWN_IDS = 60;
    public static final int WRONG_TOKENS = 30;

    /** Answers that are larger are not kept under an idempotency key; smaller than those as shipped, so that there are some. */
    public static final int LARGEST_ANSWER = 12_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "footfall.rate-limits.unknown-ids", Integer.toString(UNKNOWN_IDS),
                "footfall.identity.wrong-tokens", Integer.toString(WRONG_TOKENS),
                "footfall.identity.wrong-token-report", "1s",
                "footfall.idempotency.largest-answer", Integer.toString(LARGEST_ANSWER));
    }

    /** Waits until so much of a minute of the clock is left that a test can be done in it. */
    public static void awaitMinute() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> LocalTime.now(ZoneOffset.UTC).getSecond() < 40);
    }
}
