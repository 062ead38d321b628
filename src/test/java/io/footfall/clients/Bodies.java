package io.footfall.clients;

import static io.restassured.RestAssured.given;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;

/** Request bodies and addresses for clients of the service in this JVM. */
final class Bodies {

    private Bodies() {}

    static String url(String path) {
        return ConfigProvider.getConfig().getValue("test.url", String.class) + path;
    }

    /** A batch of views of one story, each by a different viewer. */
    static JsonObject batch(String story, int views) {
        JsonArray all = new JsonArray();
        IntStream.range(0, views)
                .forEach(i -> all.add(
                        new JsonObject().put("type", "story").put("id", story).put("userId", "u" + i)));
        return new JsonObject().put("views", all);
    }

    /** A batch close to the maximum size. White space counts. */
    static byte[] largeBatch(String story) {
        String views = batch(story, 1_000).encode();
        return (views + " ".repeat(1_000_000 - views.length())).getBytes(StandardCharsets.UTF_8);
    }

    static long viewsOf(String story) {
        return given().get("/api/stories/" + story + "/views").jsonPath().getLong("viewCount");
    }
}
