package io.footfall.product.views.counting;

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
 * Detects crawlers and link previews by their user agent, with the patterns of {@code views/crawlers.txt}. Developer
 * tools (curl, HTTP libraries) are not crawlers: a caller that posts a view with such a tool wants it to be counted.
 */
@Singleton
public final class Crawlers {

    private static final String LIST = "/views/crawlers.txt";
    private static final int REMEMBERED_AGENTS = 10_000;

    private final Pattern crawler = Pattern.compile(read(), Pattern.CASE_INSENSITIVE);
    private final Cache<String, Boolean> verdicts =
            Caffeine.newBuilder().maximumSize(REMEMBERED_AGENTS).build();

    /** A field, because every view uses it: a method reference would allocate a new object for each view. */
    private final Function<String, Boolean> matches =
            userAgent -> crawler.matcher(userAgent).find();

    /**
     * Whether a user agent is that of a crawler or a link preview. The results of up to 10,000 user agents are cached.
     * Thread-safe.
     *
     * @param userAgent the user agent; empty if the client sent none, which is no crawler
     * @return true if a pattern occurs in it, ignoring case
     */
    public boolean isCrawler(String userAgent) {
        return !userAgent.isEmpty() && verdicts.get(userAgent, matches);
    }

    /**
     * One alternation of all patterns. RE2/J matches it in time linear in the length of the user agent, for any number
     * of patterns.
     */
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
