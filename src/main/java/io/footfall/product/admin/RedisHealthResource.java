package io.footfall.product.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisMonitor;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.RedisWarning;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreRefusal;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The health check of Redis. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operating")
class RedisHealthResource {

    /** The status of Redis. */
    enum Status {
        /** Redis replies, and there is no warning. */
        @JsonProperty("up")
        UP,

        /** Redis replies, and there is at least one warning. */
        @JsonProperty("warning")
        WARNING,

        /** Redis is unavailable; the service works without it. */
        @JsonProperty("down")
        DOWN,

        /** Redis is disabled by configuration; the service works without it. */
        @JsonProperty("disabled")
        DISABLED
    }

    /** A warning about Redis. */
    record Warning(
            @Schema(examples = "evicts") String code,

            @Schema(description = "What is wrong and what to do")
            String advice) {

        static Warning of(RedisWarning danger) {
            return new Warning(danger.name().toLowerCase(Locale.ROOT), danger.advice());
        }

        static Warning of(StoreRefusal refusal) {
            return new Warning(refusal.code(), refusal.explanation());
        }
    }

    /** The response of the health check. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RedisHealth(
            Status status,

            @Schema(
                    examples = "0.4",
                    description = "Milliseconds that a PING took; missing where Redis does not answer")
            Double latency,

            @Schema(
                    description = "open while requests do without Redis",
                    enumeration = {"closed", "open"})
            String circuit,

            @Schema(examples = "7.0.15") String version,

            @Schema(examples = "0.31", description = "Share of maxmemory that is used; missing without a limit")
            Double memoryUsed,

            List<Warning> warnings) {}

    private static final double NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

    private final RedisMonitor watch;
    private final RedisGateway gateway;
    private final RedisSettings settings;

    RedisHealthResource(RedisMonitor watch, RedisGateway gateway, RedisSettings settings) {
        this.watch = watch;
        this.gateway = gateway;
        this.settings = settings;
    }

    @GET
    @Path("/health/redis")
    @Operation(
            summary = "See how Redis is",
            description = "Looks now: latency, whether the circuit is open, what Redis refuses to this service (a wrong"
                    + " password, a missing right) and what may cost views (a policy that evicts,"
                    + " no persistence, memory over 85 %, a read-only replica).")
    @APIResponse(responseCode = "200", description = "Redis answers, or is switched off")
    @APIResponse(responseCode = "503", description = "Redis does not answer; the service does without it")
    public Uni<RestResponse<RedisHealth>> health() {
        if (!settings.enabled()) {
            return Uni.createFrom().item(RestResponse.ok(without(Status.DISABLED)));
        }
        return watch.look()
                .map(this::answering)
                .map(RestResponse::ok)
                .onFailure()
                .invoke(RecoveredFailure.PROBE_STORES::record)
                .onFailure()
                .recoverWithItem(
                        () -> RestResponse.status(RestResponse.Status.SERVICE_UNAVAILABLE, without(Status.DOWN)));
    }

    private RedisHealth without(Status status) {
        return new RedisHealth(
                status, null, circuit(), null, null, refusals().map(Warning::of).toList());
    }

    private RedisHealth answering(RedisMonitor.Look look) {
        var memory = RedisWarning.memoryUsed(look.info());
        String version = look.info().text("redis_version");
        List<Warning> warnings = Stream.concat(
                        look.dangers().stream().map(Warning::of), refusals().map(Warning::of))
                .toList();
        return new RedisHealth(
                warnings.isEmpty() ? Status.UP : Status.WARNING,
                look.latency().toNanos() / NANOS_PER_MILLI,
                circuit(),
                version.isEmpty() ? null : version,
                memory.isPresent() ? memory.getAsDouble() : null,
                warnings);
    }

    private Stream<StoreRefusal> refusals() {
        return gateway.refusals().current().stream();
    }

    private String circuit() {
        return gateway.circuit().isClosed() ? "closed" : "open";
    }
}
