package io.footfall.product.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.redis.RedisMonitor;
import io.footfall.platform.redis.ServerInfo;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Metrics of Redis, and its content by kind of key, for operators. */
@Path("/api/admin/redis/metrics")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "Operating")
class RedisMetricsResource {

    /** The memory of Redis. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Memory(
            @Schema(examples = "1536000", description = "Bytes")
            long used,

            @Schema(examples = "1640000", description = "Bytes, ever")
            long peak,

            @Schema(examples = "104857600", description = "Bytes; missing without a limit")
            Long limit,

            @Schema(examples = "1.12", description = "What the process holds, by what is used")
            double fragmentation,

            @Schema(examples = "noeviction") String evictionPolicy) {

        static Memory of(ServerInfo info) {
            long limit = info.number("maxmemory");
            return new Memory(
                    info.number("used_memory"),
                    info.number("used_memory_peak"),
                    limit == 0 ? null : limit,
                    info.decimal("mem_fragmentation_ratio"),
                    info.text("maxmemory_policy"));
        }
    }

    /** The response: all metrics of Redis. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RedisMetrics(
            @Schema(examples = "7.0.15") String version,
            long uptimeSeconds,

            @Schema(examples = "0.31", description = "Milliseconds of a PING")
            double latency,

            Memory memory,

            @Schema(examples = "0.93", description = "Of reads of keys, since it started; missing before the first")
            Double hitRate,

            long operationsPerSecond,
            long clients,
            long keys,

            @Schema(description = "Keys whose time was over, since it started")
            long expiredKeys,

            @Schema(
                    description =
                            "Keys that went because memory was full, since it started; buffered views may be among them")
            long evictedKeys,

            @Schema(description = "Whether there is an append-only file")
            boolean appendOnly,

            Keyspace.Sample keyspace,
            List<RedisHealthResource.Warning> warnings) {}

    private static final double NANOS_PER_MILLI = 1e6;

    private final RedisMonitor watch;
    private final Keyspace keyspace;

    RedisMetricsResource(RedisMonitor watch, Keyspace keyspace) {
        this.watch = watch;
        this.keyspace = keyspace;
    }

    @GET
    @Operation(
            summary = "See what Redis does and is full of",
            description =
                    "Memory, hit rate, clients, and the keys by what they are for: a sample of up to about 10,000, by SCAN.")
    @APIResponse(responseCode = "200", description = "As it is now")
    @APIResponse(responseCode = "503", description = "Redis does not answer")
    public Uni<RedisMetrics> metrics() {
        return watch.look().chain(look -> {
            long keys = look.info().keys();
            return keyspace.sample(keys).map(sample -> metrics(look, keys, sample));
        });
    }

    private static RedisMetrics metrics(RedisMonitor.Look look, long keys, Keyspace.Sample sample) {
        ServerInfo info = look.info();
        return new RedisMetrics(
                info.text("redis_version"),
                info.number("uptime_in_seconds"),
                look.latency().toNanos() / NANOS_PER_MILLI,
                Memory.of(info),
                hitRateOf(info),
                info.number("instantaneous_ops_per_sec"),
                info.number("connected_clients"),
                keys,
                info.number("expired_keys"),
                info.number("evicted_keys"),
                info.number("aof_enabled") == 1,
                sample,
                look.dangers().stream().map(RedisHealthResource.Warning::of).toList());
    }

    private static Double hitRateOf(ServerInfo info) {
        long hits = info.number("keyspace_hits");
        long reads = hits + info.number("keyspace_misses");
        return reads == 0 ? null : (double) hits / reads;
    }
}
