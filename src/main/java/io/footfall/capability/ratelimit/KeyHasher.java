package io.footfall.capability.ratelimit;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes of addresses, tokens and other texts that are not ids, so that none of them is stored in the counters:
 * HMAC-SHA-256 cut to 96 bits. All replicas share the secret through Postgres. The secret need not be rotated, because
 * counters expire with their window.
 */
@Singleton
class KeyHasher {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "rate-limits";
    private static final int SECRET_BYTES = 32;
    private static final int HASH_BYTES = 12;

    private static final String AGREE = """
            with offered as (
              insert into hash_secrets (purpose, secret) values ($1, $2) on conflict do nothing returning secret
            )
            select secret from offered union all select secret from hash_secrets where purpose = $1 limit 1
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;
    private volatile Mac prototype = macOf(random());
    private volatile boolean shared;

    KeyHasher(Pool postgres, PostgresGateway gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    void start(@Observes StartupEvent event) {
        RecoveredFailure.AGREE_ON_HASH_SECRET.attempt(agree());
    }

    /** Reads the shared secret from Postgres. Until then this replica uses a random secret of its own. */
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> agree() {
        return shared
                ? Uni.createFrom().voidItem()
                : gateway.askInBackground(() -> postgres.preparedQuery(AGREE)
                                .execute(Tuple.of(PURPOSE, Buffer.buffer(random())))
                                .map(rows -> rows.iterator().next().getBuffer("secret")))
                        .invoke(secret -> {
                            prototype = macOf(secret.getBytes());
                            shared = true;
                        })
                        .replaceWithVoid()
                        .plug(RecoveredFailure.AGREE_ON_HASH_SECRET::ignore);
    }

    /** Whether the secret is shared, so that other replicas compute the same hashes. */
    boolean areShared() {
        return shared;
    }

    /** A hash of 16 characters of {@code A-Z a-z 0-9 _ -}. */
    String of(String text) {
        try {
            Mac mac = (Mac) prototype.clone();
            byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static Mac macOf(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
