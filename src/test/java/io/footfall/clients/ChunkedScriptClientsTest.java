package io.footfall.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Api;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.Tool;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scripts in languages that send bodies of unknown length with chunked encoding. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class ChunkedScriptClientsTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "clients");

    enum Script {
        /** Node's {@code fetch} with a {@code ReadableStream}. */
        NODE("node") {
            @Override
            List<String> arguments(String path, String authorization) {
                return List.of(FOLDER.resolve("stream.mjs").toString(), Bodies.url(path), authorization);
            }
        },
        /** {@code http.client} with a generator. The Python library requests does the same. */
        PYTHON("python3") {
            @Override
            List<String> arguments(String path, String authorization) {
                String address = URI.create(Bodies.url("")).getAuthority();
                return List.of(FOLDER.resolve("stream.py").toString(), address, path, authorization);
            }
        };

        private final Tool tool;

        Script(String tool) {
            this.tool = new Tool(tool);
        }

        abstract List<String> arguments(String path, String authorization);

        JsonObject post(byte[] body, String path, String authorization) {
            return new JsonObject(
                    tool.orSkip().run(body, arguments(path, authorization)).output());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamIsRead(Script script) {
        String story = Api.newStory();

        JsonObject view = script.post(
                "{\"userId\": \"ada\"}".getBytes(StandardCharsets.UTF_8),
                "/api/stories/" + story + "/view",
                ServiceUnderTest.SERVICE);
        JsonObject batch = script.post(Bodies.largeBatch(story), "/api/views", ServiceUnderTest.SERVICE);

        assertThat(view.getInteger("status")).isEqualTo(200);
        assertThat(view.getJsonObject("body").getInteger("viewCount")).isEqualTo(1);
        assertThat(batch.getInteger("status")).isEqualTo(200);
        assertThat(Bodies.viewsOf(story)).isEqualTo(1_001);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedStreamIsToldWhy(Script script) {
        JsonObject small = script.post(new byte[100], "/api/views", "Bearer wrong");
        JsonObject large = script.post(Bodies.largeBatch("s1"), "/api/stories/s1/view", ServiceUnderTest.SERVICE);

        assertThat(small.getInteger("status")).isEqualTo(401);
        assertThat(small.getJsonObject("body").getString("error")).isEqualTo("Unauthorized");
        assertThat(large.getInteger("status")).isEqualTo(413);
    }
}
