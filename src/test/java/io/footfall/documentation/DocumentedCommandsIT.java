package io.footfall.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.support.Folders;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Runs the commands of the README and of {@code docs} as the pages show them, one after the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedCommandsIT {

    /** Matches the command that gets a reader token, which only works in the development build. */
    private static final Pattern DEVELOPMENT_TOKEN =
            Pattern.compile("\\$\\(curl -s 'localhost:8080/dev/token\\?user=([^']+)'\\)");

    private static final Pattern WRITES = Pattern.compile("curl[^|]* (-X|-d|--data\\S*) ");
    private static final Pattern ENDS_ITSELF = Pattern.compile("curl -N -m ");

    /** The exit code of curl when {@code -m} seconds are over. */
    private static final int TIMED_OUT = 28;

    private static final Pattern NEVER_ENDS = Pattern.compile("curl -N (?!-m )");

    private final RedisProcess redis = RedisProcess.appendOnly();
    private final PostgresProcess postgres = new PostgresProcess();
    private final Map<Path, Path> streams = new HashMap<>();
    private final Path folder = Folders.temporary("commands");
    private PackagedService service;
    private Shell shell;

    @BeforeAll
    void start() throws Exception {
        new Tool("bash").orSkip();
        new Tool("curl").orSkip();
        redis.start();
        postgres.start();
        Map<String, String> settings = new HashMap<>(redis.settings());
        settings.putAll(Map.of(
                "DATABASE_URL", postgres.url(),
                "SERVICE_TOKENS", "dev-service-token",
                "ADMIN_TOKEN", "dev-admin-token",
                "CRON_SECRET", "dev-cron-secret",
                "VIEW_SYNC_INTERVAL_HOURS", "24"));
        service = new PackagedService(settings).start();
        shell = new Shell(folder);
        sampleCatalog();
    }

    /** Creates the sample catalog of the development build, which the pages use. */
    private void sampleCatalog() throws Exception {
        catalog(
                "stories/s1",
                new JsonObject().put("title", "The lighthouse keeper").put("authorId", "ada"));
        catalog("stories/s2", new JsonObject().put("title", "Salt").put("authorId", "ada"));
        catalog(
                "chapters/c1",
                new JsonObject().put("storyId", "s1").put("title", "Arrival").put("position", 1));
    }

    private void catalog(String item, JsonObject body) throws Exception {
        Shell.Run run = shell.run(here("curl -X PUT -H 'Authorization: Bearer dev-service-token'"
                + " -H 'Content-Type: application/json' -d '" + body.encode() + "' localhost:8080/api/" + item));
        assertThat(run.statuses()).isSubsetOf(200, 201);
    }

    @AfterAll
    void stop() {
        if (service != null) {
            shell.close();
            service.close();
            redis.close();
            postgres.close();
        }
        Folders.delete(folder);
    }

    /** Rewrites commands for this service: its ports, and tokens of readers that this test signed. */
    private String here(String commands) {
        return DEVELOPMENT_TOKEN
                .matcher(commands)
                .replaceAll(user -> ServiceUnderTest.reader(user.group(1)).substring("Bearer ".length()))
                .replace("localhost:8080", "localhost:" + service.port())
                .replace(
                        "localhost:9000",
                        "localhost:" + service.managementUri("/").getPort());
    }

    @TestFactory
    Stream<DynamicTest> eachCommandAnswersAsThePageSays() throws IOException {
        Set<String> notRun = CommandsNotRun.all();
        List<Block> blocks = Block.ofAllPages();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (block.isCommand() && !notRun.contains(block.text())) {
                Optional<String> shown = blocks.stream()
                        .skip(i + 1)
                        .findFirst()
                        .filter(Block::isAnswer)
                        .map(Block::text);
                tests.add(DynamicTest.dynamicTest(block.name(), () -> check(block, shown)));
            }
            if (block.isEvents()) {
                tests.add(DynamicTest.dynamicTest(block.name(), () -> hears(block)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests.stream();
    }

    private void check(Block block, Optional<String> shown) throws Exception {
        if (NEVER_ENDS.matcher(block.text()).find()) {
            listen(block);
        } else if (shown.isPresent()) {
            answers(block, shown.get());
        } else {
            Shell.Run run = shell.run(here(block.text()));
            int end = ENDS_ITSELF.matcher(block.text()).find() ? TIMED_OUT : 0;
            assertThat(run.exitCode()).as(run.errors()).isEqualTo(end);
            assertThat(run.statuses()).as(run.output()).allMatch(status -> status < 400);
        }
    }

    /**
     * Runs a command and compares its output. Repeats commands that only read for up to five seconds, because trends
     * include a view only after a second or two.
     */
    private void answers(Block block, String shown) throws Exception {
        int problem = ShownAnswer.status(shown);
        Shell.Run first = shell.run(here(block.text()));
        assertThat(first.statuses())
                .as(first.output())
                .isNotEmpty()
                .allMatch(status -> problem == 0 ? status < 400 : status == problem);
        if (WRITES.matcher(block.text()).find() || ShownAnswer.fits(shown, first.output())) {
            isShown(shown, first);
        } else {
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> isShown(shown, shell.run(here(block.text()))));
        }
    }

    private static void isShown(String shown, Shell.Run run) {
        assertThat(run.output()).matches(answer -> ShownAnswer.fits(shown, answer), "like " + shown);
    }

    /** Waits until the stream is open, because it must receive the events of the commands that follow. */
    private void listen(Block block) throws Exception {
        Path heard = shell.begin(here(block.text()));
        await().atMost(Duration.ofSeconds(5)).until(() -> Files.size(heard) > 0);
        streams.put(block.page(), heard);
    }

    private void hears(Block block) {
        Path heard = streams.get(block.page());
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ShownAnswer.fitsEvents(block.text(), Files.readString(heard)));
    }
}
