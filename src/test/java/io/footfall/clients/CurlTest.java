package io.footfall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Api;
import io.footfall.support.Gzip;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.Tool;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests by curl, as operators and scripts send them. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class CurlTest {

    private static final String JSON = "Content-Type: application/json";
    private static final String AS_SERVICE = "Authorization: " + ServiceUnderTest.SERVICE;

    private final Tool curl = new Tool("curl");

    @BeforeEach
    void skipWithoutCurl() {
        curl.orSkip();
    }

    /** The output is the body, then the status in the last line. */
    private Tool.Run send(byte[] body, String path, String... options) {
        List<String> arguments = new ArrayList<>(List.of("-sSv", "--max-time", "10", "-w", "\n%{http_code}"));
        arguments.addAll(List.of(options));
        arguments.add(Bodies.url(path));
        return curl.run(body, arguments);
    }

    private static byte[] viewOf(String user) {
        return ("{\"userId\": \"" + user + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aChunkedBodyIsRead() {
        String view = "/api/stories/" + Api.newStory() + "/view";

        Tool.Run run =
                send(viewOf("ada"), view, "-H", "Transfer-Encoding: chunked", "-H", JSON, "-H", AS_SERVICE, "-d", "@-");

        assertThat(run.output()).contains("\"viewCount\":1").endsWith("\n200");
    }

    @Test
    void aFileIsSentWithoutItsLength() {
        String story = Api.newStory();

        Tool.Run run =
                send(Bodies.largeBatch(story), "/api/views", "-X", "POST", "-H", JSON, "-H", AS_SERVICE, "-T", "-");

        assertThat(run.output()).endsWith("\n200");
        assertThat(Bodies.viewsOf(story)).isEqualTo(1_000);
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefused() {
        Tool.Run run = send(
                new byte[5_000_000], "/api/stories/s1/view", "-X", "POST", "-H", JSON, "-H", AS_SERVICE, "-T", "-");

        assertThat(run.output()).contains("65536").endsWith("\n413");
    }

    @Test
    void aLargeBodyWaitsToBeAskedForOnce() {
        String story = Api.newStory();

        Tool.Run run = send(
                Bodies.largeBatch(story),
                "/api/views",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "8",
                "-H",
                JSON,
                "-H",
                AS_SERVICE,
                "--data-binary",
                "@-");

        assertThat(run.output()).endsWith("\n200");
        assertThat(run.errors()).containsOnlyOnce("HTTP/1.1 100 Continue");
        assertThat(Bodies.viewsOf(story)).isEqualTo(1_000);
    }

    @Test
    void nobodyIsAskedForABodyThatIsRefused() {
        for (String[] refusal : new String[][] {
            {"401", "/api/views", "Authorization: Bearer wrong", JSON},
            {"403", "/api/views", "Authorization: " + ServiceUnderTest.reader("ada"), JSON},
            {"413", "/api/nothing", AS_SERVICE, JSON},
            {"413", "/api/stories/s1/view", AS_SERVICE, JSON},
            {"415", "/api/views", AS_SERVICE, "Content-Type: application/xml"}
        }) {
            Tool.Run run = send(
                    new byte[900_000],
                    refusal[1],
                    "-H",
                    "Expect: 100-continue",
                    "--expect100-timeout",
                    "8",
                    "-H",
                    refusal[2],
                    "-H",
                    refusal[3],
                    "--data-binary",
                    "@-");

            assertThat(run.output()).as(refusal[1]).endsWith("\n" + refusal[0]);
            assertThat(run.errors()).doesNotContain("100 Continue");
        }
    }

    @Test
    void aGzippedBodyIsRead() {
        String story = Api.newStory();

        Tool.Run run = send(
                Gzip.of(Bodies.largeBatch(story)),
                "/api/views",
                "-H",
                "Content-Encoding: gzip",
                "-H",
                JSON,
                "-H",
                AS_SERVICE,
                "--data-binary",
                "@-");

        assertThat(run.output()).endsWith("\n200");
        assertThat(Bodies.viewsOf(story)).isEqualTo(1_000);
    }

    @Test
    void aGzippedBodyIsAsLargeAsWhatItHolds() {
        byte[] bomb = Gzip.of(new byte[50_000_000]);

        Tool.Run run = send(
                bomb,
                "/api/stories/s1/view",
                "-H",
                "Content-Encoding: gzip",
                "-H",
                JSON,
                "-H",
                AS_SERVICE,
                "--data-binary",
                "@-");

        assertThat(run.output()).contains("65536").endsWith("\n413");
    }

    @Test
    void anotherEncodingIsRefused() {
        Tool.Run run = send(
                viewOf("ada"),
                "/api/stories/s1/view",
                "-H",
                "Content-Encoding: br",
                "-H",
                JSON,
                "-H",
                AS_SERVICE,
                "--data-binary",
                "@-");

        assertThat(run.output()).contains("\"error\"").endsWith("\n415");
    }

    @Test
    void compressedAnswersAreAskedFor() {
        String story = Api.newStory();

        Tool.Run run = send(new byte[0], "/api/stories/" + story, "--compressed");

        assertThat(run.output()).contains("\"id\":\"" + story + "\"").endsWith("\n200");
    }

    /** curl keeps the connection open if the service allows it. */
    @Test
    void afterARefusedBodyTheNextRequestIsAnswered() {
        Tool.Run run = send(
                new byte[60_000],
                "/api/ping",
                "-H",
                "Authorization: Bearer wrong",
                "-H",
                JSON,
                "--data-binary",
                "@-",
                Bodies.url("/api/stories/s1/view"),
                "--next",
                "-sS",
                "--max-time",
                "10",
                "-w",
                "\n%{http_code}");

        assertThat(run.output()).contains("\n401{").endsWith("\n200");
    }
}
