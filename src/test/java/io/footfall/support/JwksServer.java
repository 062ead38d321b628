package io.footfall.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.KeyPair;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider that serves its keys by HTTP, or fails to do so. It hangs while the service starts. */
public final class JwksServer implements QuarkusTestResourceLifecycleManager {

    public static final String ISSUER = "https://login.example.org/";
    public static final String AUDIENCE = "footfall";

    /** How the server handles a request. */
    public enum Behaviour {
        SERVES,
        HANGS,
        DRIPS,
        FAILS,
        ANSWERS_NO_KEYS
    }

    private static final AtomicInteger REQUESTS = new AtomicInteger();
    private static volatile Behaviour behaviour = Behaviour.HANGS;
    private static volatile Map<String, KeyPair> keys = Map.of();

    private final Vertx vertx = Vertx.vertx();

    @Override
    public int order() {
        return 1;
    }

    @Override
    public Map<String, String> start() {
        int port = vertx.createHttpServer()
                .requestHandler(JwksServer::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        return Map.of(
                "mp.jwt.verify.publickey",
                "",
                "mp.jwt.verify.publickey.location",
                "http://127.0.0.1:" + port + "/jwks.json",
                "mp.jwt.verify.issuer",
                ISSUER,
                "mp.jwt.verify.audiences",
                "other-service," + AUDIENCE);
    }

    @Override
    public void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    public static void behave(Behaviour as) {
        behaviour = as;
    }

    /** Replaces the keys that it serves. */
    public static void show(Map<String, KeyPair> shown) {
        keys = new TreeMap<>(shown);
    }

    public static int requests() {
        return REQUESTS.get();
    }

    private static void answer(HttpServerRequest request) {
        REQUESTS.incrementAndGet();
        switch (behaviour) {
            case SERVES -> request.response().end(jwks().encode());
            case FAILS -> request.response().setStatusCode(500).end();
            case ANSWERS_NO_KEYS -> request.response().end("{\"keys\": []}");
            case DRIPS -> request.response().setChunked(true).write("{\"keys\"");
            case HANGS -> request.pause();
        }
    }

    private static JsonObject jwks() {
        JsonArray shown = new JsonArray()
                .add(new JsonObject().put("kty", "oct").put("kid", "shared").put("k", "c2VjcmV0"))
                .add(new JsonObject().put("kty", "of the future").put("kid", "later"));
        keys.forEach((keyId, pair) -> shown.add(Jwts.jwk(pair, keyId)));
        return new JsonObject().put("keys", shown);
    }
}
