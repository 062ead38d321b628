package io.footfall.fuzz;

import io.footfall.fuzz.FuzzRequest.Ending;
import io.footfall.fuzz.Generator.Call;
import io.footfall.openapi.ApiDescription;
import io.footfall.openapi.ApiOperation;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Sends random requests for all operations to a service with little memory. The description of the package explains the
 * output of a failure, and how to repeat a single request.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FuzzIT {

    private static final long SEED = Long.getLong("footfall.fuzz.seed", System.nanoTime() % 1_000_000);
    private static final int REQUESTS = Integer.getInteger("footfall.fuzz.requests", 3_000);
    private static final Integer ONLY = Integer.getInteger("footfall.fuzz.only");

    private static final int CONNECTIONS = 4;
    private static final int WARM_UP = 200;
    private static final int MEGABYTES = 256;
    private static final String STORY = ValidInput.MARKER + "story";
    private static final int TRIES = 3;
    private static final int MOST_TOLD = 30;

    private static final List<Generator> WITH_ANY_BODY = List.of(
            new BrokenHeads(),
            new BrokenTargets(),
            new BrokenTokens(),
            new OddHeaders(),
            new BrokenFraming(),
            new Pipelines());
    private static final Generator JSON = new BrokenJson();

    private static final RedisProcess REDIS = RedisProcess.withoutMemory();
    private static final PostgresProcess POSTGRES = new PostgresProcess();

    private static PackagedService service;
    private static ApiDescription api;

    @BeforeAll
    static void startEverything() throws IOException, InterruptedException {
        System.out.println("fuzz: -Dfootfall.fuzz.seed=" + SEED + " -Dfootfall.fuzz.requests=" + REQUESTS);
        POSTGRES.start();
        Map<String, String> settings = new HashMap<>(REDIS.start().settings());
        settings.put("DATABASE_URL", POSTGRES.url());
        settings.put("TRUSTED_PROXIES", "127.0.0.1/32");
        service = new PackagedService(settings).within(MEGABYTES).start();
        api = new ApiDescription(
                service.fromManagement("/q/openapi?format=json").body());
        service.put(
                "/api/stories/" + STORY,
                new JsonObject().put("title", "A story").put("authorId", "fuzz-ada"));
        service.put(
                "/api/chapters/" + STORY,
                new JsonObject().put("title", "A chapter").put("storyId", STORY).put("position", 1));
        // Calls each operation once, because some metrics, such as those of a named cache, exist only after their first
        // use.
        for (ApiOperation operation : api.operations()) {
            if (operation.method().equals("GET") && !operation.streams()) {
                service.readAsOperator(ValidInput.target(operation));
            }
        }
    }

    @AfterAll
    static void stopEverything() {
        service.close();
        POSTGRES.close();
        REDIS.close();
    }

    /** Runs first, before services write any data. */
    @Order(1)
    @Test
    void whateverStrangersSendIsAnsweredAndLeavesNothingBehind() throws IOException, InterruptedException {
        send(FuzzCaller.STRANGERS, -WARM_UP, 0);
        Set<String> lasting = LastingKeys.of(REDIS.probe());
        MetricSeries series = series();

        List<String> faults = send(FuzzCaller.STRANGERS, 0, REQUESTS * 2 / 3);

        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(faults).as("seed " + SEED).isEmpty();
            softly.assertThat(LastingKeys.since(lasting, REDIS.probe()))
                    .as("keys without a time to live")
                    .isEmpty();
            softly.assertThat(LastingKeys.itemsWithTotals(REDIS.probe()))
                    .as("items with totals")
                    .isSubsetOf("s:" + STORY, "c:" + STORY);
            softly.assertThat(series().newSince(series, api)).as("new series").isEmpty();
            softly.assertThat(linesOfStrangers()).as("lines of the log").isEmpty();
        });
    }

    @Order(2)
    @Test
    void whateverServicesAndOperatorsSendIsAnswered() throws IOException, InterruptedException {
        send(FuzzCaller.ALL, -WARM_UP, 0);
        MetricSeries series = series();

        List<String> faults = send(FuzzCaller.ALL, REQUESTS * 2 / 3, REQUESTS);

        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(faults).as("seed " + SEED).isEmpty();
            softly.assertThat(series().newSince(series, api)).as("new series").isEmpty();
            softly.assertThat(linesOfStrangers()).as("lines of the log").isEmpty();
        });
    }

    private static MetricSeries series() {
        try {
            return MetricSeries.of(service.fromManagement("/q/metrics").body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns log lines of level ERROR, and log lines that contain text of a client. */
    private static List<String> linesOfStrangers() {
        try (Stream<String> lines = Files.lines(service.log())) {
            return lines.filter(line -> line.contains("\"level\":\"ERROR\"") || line.contains(ValidInput.MARKER))
                    .limit(MOST_TOLD)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the requests of these numbers, and returns the faults. */
    private static List<String> send(List<FuzzCaller> callers, int from, int to) {
        ForkJoinPool pool = new ForkJoinPool(CONNECTIONS);
        try {
            List<ForkJoinTask<Optional<String>>> sent = IntStream.range(from, to)
                    .filter(number -> ONLY == null || ONLY == number)
                    .mapToObj(number -> pool.submit(() -> faultOf(callers, number)))
                    .toList();
            return sent.stream()
                    .map(ForkJoinTask::join)
                    .flatMap(Optional::stream)
                    .limit(MOST_TOLD)
                    .toList();
        } finally {
            pool.shutdownNow();
        }
    }

    private static Optional<String> faultOf(List<FuzzCaller> callers, int number) {
        FuzzRequest request = request(callers, number);
        try {
            List<String> faults = Exchange.faultsOf(request, service.port());
            // Retries a timeout, because a busy machine may be slow once or twice. A request that hangs does so each
            // time.
            for (int i = 1; i < TRIES && faults.contains(Exchange.HANGS); i++) {
                faults = Exchange.faultsOf(request, service.port());
            }
            return faults.isEmpty()
                    ? Optional.empty()
                    : Optional.of("-Dfootfall.fuzz.only=" + number + " " + faults + "\n    " + request);
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        }
    }

    /** Creates a request. It depends only on the seed and the number, not on earlier requests. */
    private static FuzzRequest request(List<FuzzCaller> callers, int number) {
        Dice dice = new Dice(SEED, number);
        ApiOperation operation = dice.of(api.operations());
        // Each request has its own client address, so that rate limits, which other tests cover, do not apply.
        String address = "198.%d.%d.%d".formatted(18 + dice.below(2), dice.below(256), dice.below(256));
        Call call = new Call(api, operation, dice.of(callers), address);
        boolean takesJson = operation
                .body()
                .filter(body -> body.mediaType().equals("application/json"))
                .isPresent();
        FuzzRequest request = (takesJson && dice.oneIn(2) ? JSON : dice.of(WITH_ANY_BODY)).next(call, dice);
        boolean mayWait =
                operation.path().endsWith("/claim") || operation.path().equals("/api/locks/{name}");
        return mayWait && request.ending() == Ending.ANSWERS ? request.ending(Ending.SILENCE) : request;
    }
}
