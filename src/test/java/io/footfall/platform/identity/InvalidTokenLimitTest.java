package io.footfall.platform.identity;

import static io.footfall.support.Api.newId;
import static io.footfall.support.ServiceUnderTest.CRON;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.forged;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.support.CallerBounds;
import io.footfall.support.ServiceUnderTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@QuarkusTest
@TestProfile(CallerBounds.class)
@WithTestResource(ServiceUnderTest.class)
class InvalidTokenLimitTest {

    private static final int MOST = CallerBounds.WRONG_TOKENS;
    private static final String PATH = "/api/stories";
    private static final AtomicInteger CLIENTS = new AtomicInteger();

    @Inject
    MeterRegistry registry;

    private String address;

    @BeforeEach
    void comeFromANewAddress() {
        address = "203.0.113." + CLIENTS.incrementAndGet();
        CallerBounds.awaitMinute();
    }

    private static Response ask(String client, String authorization) {
        return given().header("X-Forwarded-For", client)
                .header("Authorization", authorization)
                .get(PATH);
    }

    private int status(String authorization) {
        return ask(address, authorization).statusCode();
    }

    private void sendTooMany() {
        for (int i = 0; i < MOST; i++) {
            assertThat(status("Bearer wrong-" + i)).isEqualTo(401);
        }
    }

    private double failures(String kind) {
        return registry.get("footfall.auth.failures")
                .tag("kind", kind)
                .counter()
                .count();
    }

    @Test
    void whoSendsTooManyIsRefusedBeforeTheyAreVerified() {
        sendTooMany();
        String forged = forged("mallory");
        double verified = failures("invalid");

        Response refused = ask(address, forged);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(failures("invalid")).isEqualTo(verified);
        assertThat(ask("203.0.114.1", forged).statusCode()).isEqualTo(401);
    }

    /** Many users, for instance those of an office, share one address. */
    @Test
    void rightTokensOfTheSameAddressWorkOn() {
        String known = reader(newId());
        assertThat(status(known)).isEqualTo(200);
        sendTooMany();
        assertThat(status("Bearer wrong")).isEqualTo(429);

        assertThat(status(known)).isEqualTo(200);
        assertThat(status(SERVICE)).isEqualTo(200);
        // A known token: it is rejected because of its role.
        assertThat(status(CRON)).isEqualTo(403);
        assertThat(given().header("X-Forwarded-For", address).get(PATH).statusCode())
                .isEqualTo(200);
        assertThat(status(reader(newId()))).isEqualTo(429);
    }

    @Test
    void whoSendsMoreRightOnesIsNotRefused() {
        String known = reader(newId());
        for (int i = 0; i < 2 * MOST; i++) {
            assertThat(status(known)).isEqualTo(200);
            assertThat(status("Bearer wrong-" + i)).isEqualTo(401);
        }
    }

    @Test
    void anIpv6NetworkIsOneClient() {
        for (int i = 0; i < MOST; i++) {
            ask("2001:db8:1:1::" + i, "Bearer wrong");
        }

        assertThat(ask("2001:db8:1:1:ffff::1", "Bearer wrong").statusCode()).isEqualTo(429);
        assertThat(ask("2001:db8:1:2::1", "Bearer wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void eachKindIsCounted() {
        List<Double> before = kinds();

        status("Basic dGVzdDp0ZXN0");
        status("Bearer no-jwt");
        status(reader(newId(), Duration.ofMinutes(-5)));
        status(forged("mallory"));

        assertThat(kinds()).isEqualTo(before.stream().map(count -> count + 1).toList());
    }

    private List<Double> kinds() {
        return List.of(failures("scheme"), failures("unknown"), failures("expired"), failures("invalid"));
    }

    @Test
    void theirNumberIsLoggedAndNeitherTokenNorAddress() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = handler(lines);
        Logger log = Logger.getLogger(WrongTokens.class.getName());
        log.addHandler(handler);
        try {
            status("Bearer secret-but-wrong");
            status("Bearer secret-but-wrong");

            await().until(() -> lines.stream().anyMatch(line -> line.contains("UNKNOWN")));
        } finally {
            log.removeHandler(handler);
        }
        assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("secret-but-wrong", address));
    }

    private static Handler handler(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord logged) {
                lines.add(String.format(logged.getMessage(), logged.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
