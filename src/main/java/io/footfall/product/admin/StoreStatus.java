package io.footfall.product.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.platform.redis.RedisMonitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The status of the stores at the last probe. */
final class StoreStatus {

    private static final double NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

    private StoreStatus() {}

    /** The status of Redis. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record Redis(
            Instant at,
            RedisHealthResource.Status status,

            @Schema(description = "Whether requests do without it now")
            boolean circuitOpen,

            @Schema(examples = "0.4", description = "Milliseconds of a PING; missing where it does not answer")
            Double latency,

            @Schema(examples = "1536000", description = "Bytes")
            Long memoryUsed,

            @Schema(examples = "104857600", description = "Bytes; missing without a limit")
            Long memoryLimit,

            @Schema(examples = "7.0.15") String version,
            List<RedisHealthResource.Warning> warnings) {

        static Redis of(Instant at, RedisMonitor.Look look) {
            long limit = look.info().number("maxmemory");
            return new Redis(
                    at,
                    look.dangers().isEmpty() ? RedisHealthResource.Status.UP : RedisHealthResource.Status.WARNING,
                    false,
                    millis(look.latency().toNanos()),
                    look.info().number("used_memory"),
                    limit == 0 ? null : limit,
                    look.info().text("redis_version"),
                    look.dangers().stream().map(RedisHealthResource.Warning::of).toList());
        }

        static Redis without(Instant at, RedisHealthResource.Status status) {
            return new Redis(at, status, false, null, null, null, null, List.of());
        }

        Redis withCircuitOpen(boolean open) {
            return new Redis(at, status, open, latency, memoryUsed, memoryLimit, version, warnings);
        }
    }

    /** The status of Postgres. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record Postgres(
            Instant at,

            @Schema(description = "Whether it answers") boolean up,

            @Schema(description = "Whether requests do without it now")
            boolean circuitOpen,

            @Schema(examples = "0.6", description = "Milliseconds of a statement; missing where it does not answer")
            Double latency) {

        static Postgres up(Instant at, long nanos) {
            return new Postgres(at, true, false, millis(nanos));
        }

        static Postgres down(Instant at) {
            return new Postgres(at, false, false, null);
        }

        Postgres withCircuitOpen(boolean open) {
            return new Postgres(at, up, open, latency);
        }
    }

    private static double millis(long nanos) {
        return RoundedDouble.of(nanos / NANOS_PER_MILLI);
    }
}
