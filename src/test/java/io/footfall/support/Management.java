package io.footfall.support;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import java.net.URI;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where a service in this JVM is operated: probes, metrics and the OpenAPI description. */
public final class Management {

    private Management() {}

    /** Reads what is below {@code /q}. */
    public static Response get(String path) {
        return given().get(URI.create(root() + path));
    }

    private static String root() {
        Config config = ConfigProvider.getConfig();
        boolean separate = config.getOptionalValue("quarkus.management.enabled", Boolean.class)
                .orElse(false);
        return separate
                ? config.getValue("test.management.url", String.class)
                : config.getValue("test.url", String.class) + "/q";
    }
}
