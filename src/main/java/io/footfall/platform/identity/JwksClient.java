package io.footfall.platform.identity;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeoutException;

/** An HTTP client that fetches a JWKS, with a timeout and a maximum response size. */
final class JwksClient {

    /**
     * The timeout of a fetch. It is longer than the time that a request waits for keys (2 s), so that a slow endpoint
     * still serves later requests.
     */
    private static final int PATIENCE_MILLIS = 5_000;

    private static final int MOST_BYTES = 256 * 1_024;
    private static final int OK = 200;

    private final Vertx vertx;
    private final HttpClient http;
    private final String address;

    JwksClient(Vertx vertx, String address) {
        this.vertx = vertx;
        this.address = address;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setConnectTimeout(PATIENCE_MILLIS));
    }

    /** Fetches the keys once. The future always completes within the timeout. */
    Future<VerificationKeys> fetch() {
        Promise<Buffer> body = Promise.promise();
        long timer =
                vertx.setTimer(PATIENCE_MILLIS, late -> body.tryFail(new TimeoutException("no answer within 5 s")));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address)
                .putHeader(HttpHeaders.ACCEPT.toString(), "application/jwk-set+json, application/json");
        http.request(options).onFailure(body::tryFail).onSuccess(request -> send(request, body));
        return body.future()
                .onComplete(ended -> vertx.cancelTimer(timer))
                .map(text -> VerificationKeys.parse(text.toString()));
    }

    private static void send(HttpClientRequest request, Promise<Buffer> body) {
        body.future().onFailure(given -> request.reset());
        request.send().onFailure(body::tryFail).onSuccess(response -> read(response, body));
    }

    private static void read(HttpClientResponse response, Promise<Buffer> body) {
        if (response.statusCode() != OK) {
            body.tryFail(new IllegalStateException("status " + response.statusCode()));
            return;
        }
        Buffer read = Buffer.buffer();
        response.exceptionHandler(body::tryFail)
                .endHandler(end -> body.tryComplete(read))
                .handler(part -> {
                    if (read.length() + part.length() > MOST_BYTES) {
                        body.tryFail(new IllegalStateException("more than " + MOST_BYTES + " bytes"));
                    } else {
                        read.appendBuffer(part);
                    }
                });
    }
}
