package io.footfall;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import io.footfall.identity.AddressRange;
import io.footfall.identity.KeyLocation;
import io.footfall.identity.VerificationKeys;
import io.footfall.web.Origin;
import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Looks at the settings before anything starts, so that one that makes no sense stops the start with one clear line.
 * A line names the setting and what it takes, never its value, which may be a secret.
 */
final class Preflight {

    private static final int SHORTEST_SECRET = 12;
    private static final Predicate<String> SWITCH = Set.of("true", "false")::contains;

    private static final CronParser UNIX_CRON =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private record Rule(String name, Predicate<String> accepts, String takes) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "REDIS_URL",
                    each(address("redis", "rediss")),
                    "an address such as redis://host:6379, or several separated by commas"),
            new Rule("REDIS_PORT", number(1, 65_535), "a port, 1 to 65535"),
            new Rule("MANAGEMENT_PORT", number(1, 65_535), "a port, 1 to 65535"),
            new Rule("REDIS_TLS", SWITCH, "true or false"),
            new Rule("REDIS_CLUSTER", SWITCH, "true or false"),
            new Rule("REDIS_TLS_CA", Preflight::certificates, "a readable file of certificates in PEM"),
            new Rule("REDIS_ENABLED", SWITCH, "true or false"),
            new Rule("VIEW_TRACKING_REDIS_ENABLED", SWITCH, "true or false"),
            new Rule("RATE_LIMIT_REDIS_ENABLED", SWITCH, "true or false"),
            new Rule("NOTIFICATION_CACHE_ENABLED", SWITCH, "true or false"),
            new Rule("NOTIFICATION_RATE_LIMIT_ENABLED", SWITCH, "true or false"),
            new Rule("NOTIFICATION_CACHE_TTL", number(1, 3_600), "a number of seconds, 1 to 3600"),
            new Rule("UNREAD_COUNT_CACHE_TTL", number(1, 3_600), "a number of seconds, 1 to 3600"),
            new Rule(
                    "DATABASE_URL",
                    address("postgresql", "postgres"),
                    "an address such as postgresql://user:password@host:5432/footfall"),
            new Rule(
                    "DATABASE_URL",
                    Preflight::canVerify,
                    "with sslmode=verify-ca or verify-full also sslrootcert=, a file that can be read, or system"),
            new Rule(
                    "DATABASE_READ_URL",
                    address("postgresql", "postgres"),
                    "an address such as postgresql://user:password@replica:5432/footfall"),
            new Rule("DATABASE_POOL_SIZE", number(4, 500), "a number of connections, 4 to 500"),
            new Rule("DATABASE_POOLER", SWITCH, "true or false"),
            new Rule("VIEW_DEDUP_TTL_HOURS", number(1, 8_760), "a number of hours, 1 to 8760"),
            new Rule("VIEW_SYNC_CRON", accepted(UNIX_CRON::parse), "a Unix cron of five fields"),
            new Rule("VIEW_SYNC_INTERVAL_HOURS", number(1, 168), "a number of hours, 1 to 168"),
            new Rule("VIEW_HISTORY_DAYS", number(61, 36_500), "a number of days, 61 to 36500"),
            new Rule("VIEW_COUNT_CACHE_TTL", number(0, 3_600), "a number of seconds, 0 to 3600"),
            new Rule(
                    "footfall.rate-limits.keys-in-memory",
                    number(1_000, 10_000_000),
                    "a number of keys, 1000 to 10000000"),
            new Rule("SESSIONS_PER_USER", number(1, 1_000), "a number of sessions, 1 to 1000"),
            new Rule("UNKNOWN_IDS_PER_MINUTE", number(1, 1_000_000), "a number of ids, 1 to 1000000"),
            new Rule("WRONG_TOKENS_PER_MINUTE", number(1, 1_000_000), "a number of tokens, 1 to 1000000"),
            new Rule("CATALOG_MODE", Set.of("strict", "open")::contains, "strict or open"),
            new Rule(
                    "TRUSTED_PROXIES",
                    each(accepted(AddressRange::parse)),
                    "addresses or ranges such as 10.0.0.0/8, separated by commas"),
            new Rule(
                    "FORWARDED_HEADER",
                    Set.of("x-forwarded-for", "forwarded")::contains,
                    "x-forwarded-for or forwarded"),
            new Rule(
                    "CORS_ORIGINS",
                    each(origin -> Origin.of(origin).isPresent()),
                    "origins such as https://www.example.org, separated by commas"),
            new Rule("HTTP_HEAD_TIMEOUT", Preflight::clientTimeout, "a duration, 1s to 1h, for instance 10s"),
            new Rule("HTTP_BODY_TIMEOUT", Preflight::clientTimeout, "a duration, 1s to 1h, for instance 20s"),
            new Rule("HTTP_IDLE_TIMEOUT", Preflight::clientTimeout, "a duration, 1s to 1h, for instance 60s"),
            new Rule("TRACING_ENABLED", SWITCH, "true or false"),
            new Rule(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    address("http", "https"),
                    "the address of a collector, such as http://localhost:4318"),
            new Rule("OTEL_EXPORTER_OTLP_PROTOCOL", Set.of("grpc", "http/protobuf")::contains, "grpc or http/protobuf"),
            new Rule("OTEL_TRACES_SAMPLER_ARG", accepted(Preflight::share), "a share, 0 to 1"),
            new Rule(
                    "MP_JWT_VERIFY_PUBLICKEY",
                    accepted(VerificationKeys::parse),
                    "a public key in PEM, its Base64, or a JWK, RSA of at least 2048 bits or EC"),
            new Rule(
                    "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                    accepted(KeyLocation::check),
                    "the address of a JWKS, such as https://login.example.org/jwks, or a readable file with such a key"),
            new Rule("ADMIN_TOKEN", Preflight::secret, "at least 12 characters without blanks"),
            new Rule("CRON_SECRET", Preflight::secret, "at least 12 characters without blanks"),
            new Rule(
                    "SERVICE_TOKENS",
                    each(Preflight::secret),
                    "tokens of at least 12 characters without blanks, separated by commas"));

    private final Iterable<String> names;
    private final Function<String, Optional<String>> setting;

    Preflight(Config config) {
        this(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
    }

    Preflight(Iterable<String> names, Function<String, Optional<String>> setting) {
        this.names = names;
        this.setting = name -> setting.apply(name).filter(text -> !text.isBlank());
    }

    Optional<String> firstProblem() {
        return missingStore()
                .or(this::missingCollector)
                .or(this::unclearRedis)
                .or(this::unclearKey)
                .or(() -> RULES.stream()
                        .filter(rule -> setting.apply(rule.name())
                                .filter(rule.accepts().negate())
                                .isPresent())
                        .map(rule -> rule.name() + " takes " + rule.takes() + ".")
                        .findFirst())
                .or(this::onePortForTwo)
                .or(() -> PolicyRules.firstProblem(names, setting));
    }

    /** Whoever starts second finds the port taken, which says nothing of why. */
    private Optional<String> onePortForTwo() {
        String publicPort = setting.apply("quarkus.http.port").orElse("8080");
        return setting.apply("quarkus.management.port")
                        .filter(publicPort::equals)
                        .isPresent()
                ? Optional.of("MANAGEMENT_PORT takes another port than QUARKUS_HTTP_PORT.")
                : Optional.empty();
    }

    private Optional<String> missingStore() {
        boolean redis = setting.apply("REDIS_ENABLED").filter("false"::equals).isEmpty();
        if (redis
                && setting.apply("REDIS_URL")
                        .or(() -> setting.apply("REDIS_HOST"))
                        .isEmpty()) {
            return Optional.of("Set REDIS_URL (or REDIS_HOST), for instance redis://localhost:6379.");
        }
        if (setting.apply("DATABASE_URL").isEmpty()) {
            return Optional.of(
                    "Set DATABASE_URL, for instance postgresql://footfall:password@localhost:5432/footfall.");
        }
        return Optional.empty();
    }

    private Optional<String> missingCollector() {
        return setting.apply("TRACING_ENABLED").filter("true"::equals).isPresent()
                        && setting.apply("OTEL_EXPORTER_OTLP_ENDPOINT").isEmpty()
                ? Optional.of("Set OTEL_EXPORTER_OTLP_ENDPOINT, for instance http://localhost:4318.")
                : Optional.empty();
    }

    /** Several addresses are those of a Cluster's nodes, or of Sentinels. */
    private Optional<String> unclearRedis() {
        boolean cluster = setting.apply("REDIS_CLUSTER").filter("true"::equals).isPresent();
        boolean sentinels = setting.apply("REDIS_SENTINEL_MASTER").isPresent();
        if (cluster && sentinels) {
            return Optional.of("Set REDIS_CLUSTER=true or REDIS_SENTINEL_MASTER, not both.");
        }
        return setting.apply("REDIS_URL").filter(url -> url.contains(",")).isPresent() && !cluster && !sentinels
                ? Optional.of(
                        "REDIS_URL takes several addresses with REDIS_CLUSTER=true or REDIS_SENTINEL_MASTER alone.")
                : Optional.empty();
    }

    private Optional<String> unclearKey() {
        return setting.apply("MP_JWT_VERIFY_PUBLICKEY").isPresent()
                        && setting.apply("MP_JWT_VERIFY_PUBLICKEY_LOCATION").isPresent()
                ? Optional.of("Set MP_JWT_VERIFY_PUBLICKEY or MP_JWT_VERIFY_PUBLICKEY_LOCATION, not both.")
                : Optional.empty();
    }

    private static boolean certificates(String file) {
        try {
            return Files.readString(Path.of(file)).contains("-----BEGIN CERTIFICATE-----");
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static boolean clientTimeout(String text) {
        try {
            Duration timeout = DurationConverter.parseDuration(text.trim());
            return timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(Duration.ofHours(1)) <= 0;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    private static void share(String text) {
        double share = Double.parseDouble(text);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException();
        }
    }

    private static boolean secret(String text) {
        return text.length() >= SHORTEST_SECRET && text.chars().noneMatch(Character::isWhitespace);
    }

    private static boolean canVerify(String url) {
        DatabaseAddress address = DatabaseAddress.of(url);
        try {
            return address.rootCertificates()
                    .map(file -> Files.isReadable(Path.of(file)))
                    .orElse(!address.verifies() || address.trustsSystem());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Predicate<String> each(Predicate<String> accepts) {
        return text -> Stream.of(text.split(",")).map(String::trim).allMatch(accepts);
    }

    /** Whether a parser takes the text, which it says by an IllegalArgumentException. */
    private static Predicate<String> accepted(Consumer<String> parser) {
        return text -> {
            try {
                parser.accept(text.trim());
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        };
    }

    private static Predicate<String> number(int min, int max) {
        return accepted(text -> {
            int number = Integer.parseInt(text);
            if (number < min || number > max) {
                throw new IllegalArgumentException();
            }
        });
    }

    private static Predicate<String> address(String... schemes) {
        return text -> {
            try {
                URI uri = URI.create(text.trim().replaceFirst("^(jdbc:|vertx-reactive:)", ""));
                return uri.getScheme() != null && Set.of(schemes).contains(uri.getScheme()) && uri.getHost() != null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        };
    }
}
