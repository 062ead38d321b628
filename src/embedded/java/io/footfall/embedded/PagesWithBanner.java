package io.footfall.embedded;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Serves the pages of the development build and the operator's page with a banner that identifies the development
 * build. The pages have the same Content-Security-Policy as the operator's page.
 */
@Singleton
class PagesWithBanner {

    private static final int BEFORE_OTHER_FILES = 1;

    /** Files by path, without a trailing slash. */
    private static final Map<String, String> FILES = Map.of(
            "", "dev/home.html",
            "/admin", "admin/index.html",
            "/dev/notifications", "dev/notifications/index.html");

    private static final String STYLE = "<link rel=\"stylesheet\" href=\"/dev/banner.css\">\n</head>";

    private static final String BANNER = "<body>\n<aside class=\"development-build\" aria-label=\"Build\">"
            + "Development build: its tokens are known to everybody. Not for production.</aside>";

    private final Map<String, String> pages = FILES.keySet().stream()
            .collect(Collectors.toMap(Function.identity(), address -> withBanner(FILES.get(address))));

    private final String policy;

    PagesWithBanner(
            @ConfigProperty(name = "quarkus.http.filter.page.header.\"Content-Security-Policy\"") String policy) {
        this.policy = policy;
    }

    private static String withBanner(String name) {
        try (InputStream file =
                PagesWithBanner.class.getClassLoader().getResourceAsStream("META-INF/resources/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("</head>", STYLE)
                    .replace("<body>", BANNER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void register(@Observes Router router) {
        router.route()
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .order(BEFORE_OTHER_FILES)
                .handler(this::answer);
    }

    private void answer(RoutingContext request) {
        String address = request.normalizedPath().replaceFirst("(/index\\.html|/)$", "");
        if (address.isEmpty() || address.startsWith("/dev/")) {
            restrict(request.response());
        }
        if (address.endsWith(".md")) {
            // Browsers download Markdown instead of displaying it.
            request.addHeadersEndHandler(
                    ending -> request.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain;charset=UTF-8"));
        }
        Optional.ofNullable(pages.get(address)).ifPresentOrElse(page -> send(request, page), request::next);
    }

    /** Sets the restrictions of the operator's page: only resources of the own origin, no inline code, no caching. */
    private void restrict(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static void send(RoutingContext request, String page) {
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(page.getBytes(StandardCharsets.UTF_8).length));
        if (request.request().method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(page);
        }
    }
}
