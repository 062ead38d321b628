package io.footfall.product.views;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Knows crawlers and link previews by their user agents, from {@code views/crawlers.txt}. Tools that people program
 * with (curl, HTTP libraries) are not crawlers: whoever posts a view with one means it.
 */
@Singleton
class Crawlers {

    private static final String LIST = "/views/crawlers.txt";
    private static final int REMEMBERED_AGENTS = 10_000;

    private final Pattern crawler = Pattern.compile(read(), Pattern.CASE_INSENSITIVE);
    private final Cache<String, Boolean> verdicts =
            Caffeine.newBuilder().maximumSize(REMEMBERED_AGENTS).build();

    /** Kept, because every view asks: a reference to a method of this would be a new object each time. */
    private final Function<String, Boolean> matches =
            userAgent -> crawler.matcher(userAgent).find();

    boolean isCrawler(String userAgent) {
        return !userAgent.isEmpty() && verdicts.get(userAgent, matches);
    }

    /** One alternation of all lines: RE2/J matches it in time linear in the user agent, however many there are. */
    private static String read() {
        try (InputStream in = Crawlers.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException("no " + LIST);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::trim)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .reduce((left, right) -> left + "|" + right)
                    .orElseThrow(() -> new IllegalStateException("empty " + LIST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
