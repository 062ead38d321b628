package io.footfall.support;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;

/** Sends raw requests that no well-behaved client sends, pipelined on one connection. */
public final class HostileRequests {

    private static final int AT_A_TIME = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int port;

    /** Sends the requests to a port of this machine. */
    public HostileRequests(int port) {
        this.port = port;
    }

    /**
     * Sends all requests and waits for a response to each. The service may close a connection after any response; the
     * remaining requests are sent on a new connection.
     */
    public void send(List<String> requests) throws IOException {
        int answered = 0;
        while (answered < requests.size()) {
            List<String> next = requests.subList(answered, Math.min(answered + AT_A_TIME, requests.size()));
            int answers = sendOnOneConnection(next);
            if (answers == 0) {
                throw new IOException("no answer to " + next.get(0));
            }
            answered += answers;
        }
    }

    /** Sends a request and resets the connection without waiting for the response. */
    public void sendAndReset(String request) throws IOException {
        try (RawHttp http = new RawHttp(port, PATIENCE)) {
            http.send(request);
            http.abort();
        }
    }

    private int sendOnOneConnection(List<String> requests) throws IOException {
        try (RawHttp http = new RawHttp(port, PATIENCE)) {
            http.send(String.join("", requests));
            int answers = 0;
            while (answers < requests.size() && isAnswered(http)) {
                answers++;
            }
            return answers;
        }
    }

    /**
     * Whether a response arrives. If the service closes a connection while more requests are being sent, the connection
     * is reset.
     */
    private static boolean isAnswered(RawHttp http) throws IOException {
        try {
            return http.nextAnswerTo("GET").isPresent();
        } catch (SocketException reset) {
            return false;
        }
    }
}
