package io.footfall;

import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Predicates that validate the text of settings. */
final class SettingValues {

    private static final int LAST_PORT = 65_535;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern WORD = Pattern.compile("[!-~]{1,256}");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+=[ -~]*");
    private static final Pattern DATABASE_OF_REDIS = Pattern.compile("(/[0-9]{0,4})?");
    private static final Pattern CLIENT_OF_DATABASE = Pattern.compile("^(jdbc:|vertx-reactive:)");

    private SettingValues() {}

    static Predicate<String> each(Predicate<String> accepts) {
        return text -> Stream.of(text.split(",", -1)).map(String::trim).allMatch(accepts);
    }

    /** Whether a parser accepts the text; a parser rejects a text with an IllegalArgumentException. */
    static Predicate<String> accepted(Consumer<String> parser) {
        return text -> {
            try {
                parser.accept(text.trim());
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        };
    }

    static Predicate<String> number(int min, int max) {
        return text -> {
            String digits = text.trim();
            return NUMBER.matcher(digits).matches()
                    && Integer.parseInt(digits) >= min
                    && Integer.parseInt(digits) <= max;
        };
    }

    static boolean isShare(String text) {
        return accepted(number -> {
                    double share = Double.parseDouble(number);
                    if (!(share >= 0 && share <= 1)) {
                        throw new IllegalArgumentException();
                    }
                })
                .test(text);
    }

    /** Whether the text is a timeout for clients, 1 second to 1 hour. */
    static boolean isClientTimeout(String text) {
        try {
            Duration timeout = DurationConverter.parseDuration(text.trim());
            return timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(Duration.ofHours(1)) <= 0;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    static boolean isAnything(String text) {
        return true;
    }

    static boolean isWord(String text) {
        return WORD.matcher(text).matches();
    }

    static boolean isHeader(String text) {
        return HEADER.matcher(text).matches();
    }

    static boolean isFileOfCertificates(String file) {
        try {
            return Files.readString(Path.of(file)).contains("-----BEGIN CERTIFICATE-----");
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    static boolean isRedis(String text) {
        return isAddress(
                text,
                uri -> Set.of("redis", "rediss").contains(uri.getScheme())
                        && DATABASE_OF_REDIS.matcher(uri.getPath()).matches());
    }

    static boolean isHost(String text) {
        return isAddress(
                "redis://" + text.trim(),
                uri -> uri.getAuthority().equals(uri.getHost()) && uri.getPath().isEmpty());
    }

    /** Whether the text is a host to bind to. Here an IPv6 address has no brackets. */
    static boolean isHostToListenOn(String text) {
        return isHost(text) || isHost("[" + text.trim() + "]");
    }

    static boolean isDatabase(String text) {
        String url = CLIENT_OF_DATABASE.matcher(text.trim()).replaceFirst("");
        return isAddress(
                url,
                uri -> Set.of("postgresql", "postgres").contains(uri.getScheme())
                        && uri.getPath().length() > 1);
    }

    static Predicate<String> address(String... schemes) {
        return text -> isAddress(text, uri -> Set.of(schemes).contains(uri.getScheme()));
    }

    /** Whether the text is an absolute URI with a host and, if it has a port, a port from 1 to 65535. */
    private static boolean isAddress(String text, Predicate<URI> accepts) {
        try {
            URI uri = URI.create(text.trim());
            return uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= LAST_PORT
                    && accepts.test(uri);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
