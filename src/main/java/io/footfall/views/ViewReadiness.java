package io.footfall.views;

import io.footfall.redis.RedisCalls;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while views can be taken: Redis counts them. Postgres is told, and does not decide. */
@Readiness
@ApplicationScoped
class ViewReadiness implements AsyncHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final RedisCalls redis;
    private final Pool postgres;

    ViewReadiness(RedisCalls redis, Pool postgres) {
        this.redis = redis;
        this.postgres = postgres;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.combine()
                .all()
                .unis(
                        answers(redis.send(Request.cmd(Command.PING))),
                        answers(postgres.query("select 1").execute()))
                .asTuple()
                .map(up -> HealthCheckResponse.named("views")
                        .withData("redis", up.getItem1())
                        .withData("postgres", up.getItem2())
                        .status(up.getItem1())
                        .build());
    }

    private static Uni<Boolean> answers(Uni<?> call) {
        return call.replaceWith(true)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .recoverWithItem(false);
    }
}
