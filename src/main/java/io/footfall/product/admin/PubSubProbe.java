package io.footfall.product.admin;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSubscription;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Checks pub/sub: publishes a message and waits until this replica's own subscription receives it. */
@Singleton
class PubSubProbe implements RedisSubscription.Listener {

    private final RedisCalls redis;
    private final Map<String, Promise<Void>> waiting = new ConcurrentHashMap<>();

    PubSubProbe(RedisCalls redis) {
        this.redis = redis;
    }

    void start(@Observes StartupEvent event, RedisSubscription subscription) {
        subscription.listen(RedisKeys.SELF_TEST_CHANNEL, this);
    }

    /** Publishes an id and completes when the subscription delivers it. Does not time out by itself. */
    Uni<Void> hear(String id) {
        return Uni.createFrom().deferred(() -> {
            Promise<Void> heard = Promise.promise();
            waiting.put(id, heard);
            return redis.send(Request.cmd(Command.PUBLISH)
                            .arg(RedisKeys.SELF_TEST_CHANNEL)
                            .arg(id))
                    .chain(() -> Uni.createFrom().completionStage(heard.future().toCompletionStage()))
                    .onTermination()
                    .invoke(() -> waiting.remove(id));
        });
    }

    @Override
    public void heard(String message) {
        Optional.ofNullable(waiting.get(message)).ifPresent(Promise::tryComplete);
    }

    @Override
    public void mayHaveMissed() {
        // A waiter whose message was missed ends by the timeout of the self-test step.
    }
}
