package io.footfall.product.views.api;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.product.views.model.CountingRoute;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * The readiness check: ready while the route is decided and views can be counted, in Redis or in Postgres. Not ready
 * while Postgres is read-only, because another replica may be connected to the primary.
 */
@Readiness
@ApplicationScoped
class ViewReadiness implements AsyncHealthCheck {

    private final CountingRoute route;
    private final RedisCalls redis;
    private final PostgresGateway gateway;
    private final Pool postgres;

    ViewReadiness(CountingRoute route, RedisCalls redis, PostgresGateway gateway, Pool postgres) {
        this.route = route;
        this.redis = redis;
        this.gateway = gateway;
        this.postgres = postgres;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.combine()
                .all()
                .unis(
                        answers(redis.send(Request.cmd(Command.PING))),
                        answers(gateway.ask(() -> postgres.query("select 1").execute())))
                .asTuple()
                .map(up -> answer(up.getItem1(), up.getItem2()));
    }

    private HealthCheckResponse answer(boolean redisAnswers, boolean postgresAnswers) {
        boolean throughRedis = route.session() != null && redisAnswers;
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("views");
        redis.refusal().ifPresent(code -> answer.withData("redisRefusal", code));
        gateway.refusals().currentCode().ifPresent(code -> answer.withData("postgresRefusal", code));
        return answer.withData("redis", redisAnswers)
                .withData("postgres", postgresAnswers)
                .withData("source", route.source().name().toLowerCase(Locale.ROOT))
                .status(route.isDecided() && !gateway.isReadOnly() && (throughRedis || postgresAnswers))
                .build();
    }

    private static Uni<Boolean> answers(Uni<?> call) {
        return call.replaceWith(true)
                .onFailure()
                .invoke(RecoveredFailure.PROBE_STORES::record)
                .onFailure()
                .recoverWithItem(false);
    }
}
