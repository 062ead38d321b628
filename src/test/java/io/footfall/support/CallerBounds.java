package io.footfall.support;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * The limits for callers as shipped. Other tests run with much higher limits, because all their requests come from one
 * address.
 */
public final class CallerBounds implements QuarkusTestProfile {

    public static final int UNKNOWN_IDS = 60;
    public static final int WRONG_TOKENS = 30;

    /**
     * The largest response in bytes that is stored under an idempotency key. Lower than the shipped value, so that
     * tests reach it.
     */
    public static final int LARGEST_ANSWER = 12_000;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "footfall.rate-limits.unknown-ids", Integer.toString(UNKNOWN_IDS),
                "footfall.identity.wrong-tokens", Integer.toString(WRONG_TOKENS),
                "footfall.identity.wrong-token-report", "1s",
                "footfall.idempotency.largest-answer", Integer.toString(LARGEST_ANSWER));
    }

    /**
     * Waits until the second of the current UTC minute is below 40, so that a test finishes within one minute window.
     */
    public static void awaitMinute() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> LocalTime.now(ZoneOffset.UTC).getSecond() < 40);
    }
}
