package io.footfall;

import static io.footfall.SettingValues.accepted;
import static io.footfall.SettingValues.address;
import static io.footfall.SettingValues.each;
import static io.footfall.SettingValues.number;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import io.footfall.platform.identity.AddressRange;
import io.footfall.platform.identity.KeyLocation;
import io.footfall.platform.identity.VerificationKeys;
import io.footfall.platform.web.Origin;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;

/**
 * Validates the settings before anything starts, so that an invalid setting stops the start with one clear line. The
 * line names the setting and its valid values, but never its current value, which may be a secret.
 */
final class Preflight {

    private static final Predicate<String> SWITCH = Set.of("true", "false")::contains;

    private static final CronParser UNIX_CRON =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private record Rule(String name, Predicate<String> accepts, String takes) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "REDIS_URL",
                    each(SettingValues::isRedis),
                    "an address such as redis://host:6379, or several separated by commas"),
            new Rule("REDIS_HOST", SettingValues::isHost, "the name or the address of a host"),
            new Rule("REDIS_PORT", number(1, 65_535), "a port, 1 to 65535"),
            new Rule("MANAGEMENT_PORT", number(1, 65_535), "a port, 1 to 65535"),
            new Rule("REDIS_PASSWORD", SettingValues::isAnything, "any text"),
            new Rule("REDIS_TLS", SWITCH, "true or false"),
            new Rule("REDIS_CLUSTER", SWITCH, "true or false"),
            new Rule("REDIS_TLS_CA", SettingValues::isFileOfCertificates, "a readable file of certificates in PEM"),
            new Rule("REDIS_SENTINEL_MASTER", SettingValues::isWord, "a name without blanks"),
            new Rule("REDIS_ENABLED", SWITCH, "true or false"),
            new Rule("VIEW_TRACKING_REDIS_ENABLED", SWITCH, "true or false"),
            new Rule("RATE_LIMIT_REDIS_ENABLED", SWITCH, "true or false"),
            new Rule("NOTIFICATION_CACHE_ENABLED", SWITCH, "true or false"),
            new Rule("NOTIFICATION_RATE_LIMIT_ENABLED", SWITCH, "true or false"),
            new Rule("NOTIFICATION_CACHE_TTL", number(1, 3_600), "a number of seconds, 1 to 3600"),
            new Rule("UNREAD_COUNT_CACHE_TTL", number(1, 3_600), "a number of seconds, 1 to 3600"),
            new Rule(
                    "DATABASE_URL",
                    SettingValues::isDatabase,
                    "an address such as postgresql://user:password@host:5432/footfall"),
            new Rule("DATABASE_URL", DatabaseRules::acceptTls, DatabaseRules.TAKES),
            new Rule(
                    "DATABASE_READ_URL",
                    SettingValues::isDatabase,
                    "an address such as postgresql://user:password@replica:5432/footfall"),
            new Rule("DATABASE_READ_URL", DatabaseRules::acceptTls, DatabaseRules.TAKES),
            new Rule("DATABASE_USERNAME", SettingValues::isAnything, "any text"),
            new Rule("DATABASE_PASSWORD", SettingValues::isAnything, "any text"),
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
            new Rule("FOOTFALL_RATE_LIMITS_ENABLED", SWITCH, "true or false"),
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
            new Rule("HTTP_HEAD_TIMEOUT", SettingValues::isClientTimeout, "a duration, 1s to 1h, for instance 10s"),
            new Rule("HTTP_BODY_TIMEOUT", SettingValues::isClientTimeout, "a duration, 1s to 1h, for instance 20s"),
            new Rule("HTTP_IDLE_TIMEOUT", SettingValues::isClientTimeout, "a duration, 1s to 1h, for instance 60s"),
            new Rule("TRACING_ENABLED", SWITCH, "true or false"),
            new Rule(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    address("http", "https"),
                    "the address of a collector, such as http://localhost:4318"),
            new Rule("OTEL_EXPORTER_OTLP_PROTOCOL", Set.of("grpc", "http/protobuf")::contains, "grpc or http/protobuf"),
            new Rule(
                    "OTEL_EXPORTER_OTLP_HEADERS",
                    each(SettingValues::isHeader),
                    "headers such as name=value, separated by commas"),
            new Rule("OTEL_TRACES_SAMPLER_ARG", SettingValues::isShare, "a share, 0 to 1"),
            new Rule(
                    "MP_JWT_VERIFY_PUBLICKEY",
                    accepted(VerificationKeys::parse),
                    "a public key in PEM, its Base64, or a JWK, RSA of at least 2048 bits or EC"),
            new Rule(
                    "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                    accepted(KeyLocation::check),
                    "the address of a JWKS, such as https://login.example.org/jwks, or a readable file with such a key"),
            new Rule("MP_JWT_VERIFY_ISSUER", SettingValues::isWord, "the issuer that tokens name, without blanks"),
            new Rule(
                    "MP_JWT_VERIFY_AUDIENCES",
                    each(SettingValues::isWord),
                    "audiences without blanks, separated by commas"),
            new Rule("QUARKUS_HTTP_HOST", SettingValues::isHostToListenOn, "an address of this machine"),
            new Rule("QUARKUS_MANAGEMENT_HOST", SettingValues::isHostToListenOn, "an address of this machine"),
            new Rule("QUARKUS_HTTP_PORT", number(1, 65_535), "a port, 1 to 65535"),
            new Rule("ADMIN_TOKEN", SecretRules::isSecret, "at least 12 characters without blanks"),
            new Rule("CRON_SECRET", SecretRules::isSecret, "at least 12 characters without blanks"),
            new Rule(
                    "SERVICE_TOKENS",
                    each(SecretRules::isSecret),
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
                        .map(this::problemWith)
                        .flatMap(Optional::stream)
                        .findFirst())
                .or(this::onePortForTwo)
                .or(() -> SecretRules.firstProblem(setting))
                .or(() -> DatabaseRules.firstProblem(setting))
                .or(() -> PolicyRules.firstProblem(names, setting));
    }

    /**
     * Checks that the two ports differ. Otherwise the second one to be opened would fail with "port in use", which does
     * not show the cause.
     */
    private Optional<String> onePortForTwo() {
        String publicPort = setting.apply("quarkus.http.port").orElse("8080");
        return setting.apply("quarkus.management.port")
                        .filter(publicPort::equals)
                        .isPresent()
                ? Optional.of("MANAGEMENT_PORT takes another port than QUARKUS_HTTP_PORT.")
                : Optional.empty();
    }

    /** The names of all settings that have a rule. A name may occur twice. */
    static Stream<String> settings() {
        return RULES.stream().map(Rule::name);
    }

    private Optional<String> problemWith(Rule rule) {
        return setting.apply(rule.name())
                .filter(rule.accepts().negate())
                .filter(value -> !isUnusedLink(rule.name(), value))
                .map(value -> rule.name() + " takes " + rule.takes() + "."
                        + (ServiceLink.is(value) ? ServiceLink.REMEDY : ""));
    }

    private boolean isUnusedLink(String name, String value) {
        return name.equals("REDIS_PORT")
                && ServiceLink.is(value)
                && setting.apply("REDIS_URL").isPresent();
    }

    private Optional<String> missingStore() {
        boolean redis = setting.apply("REDIS_ENABLED").filter("false"::equals).isEmpty();
        if (redis
                && setting.apply("REDIS_URL")
                        .or(() -> setting.apply("REDIS_HOST"))
                        .isEmpty()) {
            return Optional.of("Set REDIS_URL (or REDIS_HOST), for instance redis://localhost:6379;"
                    + " or set REDIS_ENABLED=false to do without Redis.");
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

    /**
     * Checks the Redis mode. Several addresses are only valid for the nodes of a Cluster or for Sentinels, and the two
     * modes exclude each other.
     */
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
}
