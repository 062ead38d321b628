package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Api;
import io.footfall.support.PackagedService;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("beside other tests it shows how long a claim waits for a processor")
class DelayedJobsIT {

    private static final int JOBS = 100;

    @Test
    void delayedJobsRunWithinASecondOfTheirTime() throws Exception {
        String queue = "/api/jobs/" + Api.newId();
        Random random = new Random(7);
        Map<String, Instant> due = new HashMap<>();
        long latest = Long.MIN_VALUE;
        long earliest = Long.MAX_VALUE;
        int seen = 0;
        try (PackagedService service = new PackagedService(Map.of()).start()) {
            for (int i = 0; i < JOBS; i++) {
                Instant time = Instant.now().plusMillis(500 + random.nextInt(4_000));
                due.put("late-" + i, time);
                service.create(
                        queue,
                        new JsonObject()
                                .put("id", "late-" + i)
                                .put("payload", i)
                                .put("runAt", time.toString()));
            }
            while (seen < JOBS) {
                JsonObject claimed =
                        new JsonObject(service.asService(queue + "/claim?wait=10", new JsonObject().put("max", JOBS)));
                Instant now = Instant.now();
                for (Object item : claimed.getJsonArray("items")) {
                    long late = Duration.between(due.get(((JsonObject) item).getString("id")), now)
                            .toMillis();
                    latest = Math.max(latest, late);
                    earliest = Math.min(earliest, late);
                    seen++;
                }
            }
        }
        System.out.printf("delayed jobs: handed out %d to %d ms after their time%n", earliest, latest);
        assertThat(earliest).isGreaterThanOrEqualTo(0);
        assertThat(latest).isLessThan(1_000);
    }
}
