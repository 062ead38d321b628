package io.footfall.fuzz;

import io.footfall.fuzz.FuzzRequest.Due;
import io.footfall.openapi.Problems;
import io.footfall.support.RawHttp;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a request on its own connection, and reports what is wrong with the response and with the state of the
 * connection afterwards.
 */
final class Exchange {

    /** The maximum time of a response. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    static final String HANGS = "no answer within " + PATIENCE.toMillis() + " ms";

    /** An id that only a request hidden in a body uses. */
    static final String HIDDEN = "fuzz-hidden-in-a-body";

    /** The wait where it is not certain that a response has to come. It is long enough for nearly every response. */
    private static final Duration LITTLE_PATIENCE = Duration.ofMillis(250);

    /** The pause between pieces, so that they arrive in separate packets. */
    private static final Duration BETWEEN_DROPS = Duration.ofMillis(2);

    private static final int DROPS = 4;

    private final int port;
    private final List<String> wrong = new ArrayList<>();

    private Exchange(int port) {
        this.port = port;
    }

    /**
     * Sends a request and checks the response.
     *
     * @param port the port of the service
     * @return the faults; empty where there are none
     */
    static List<String> faultsOf(FuzzRequest request, int port) throws IOException {
        Exchange exchange = new Exchange(port);
        try (RawHttp connection = new RawHttp(port, PATIENCE)) {
            try {
                exchange.play(request, connection);
            } finally {
                connection.abort();
            }
        } catch (SocketTimeoutException e) {
            exchange.wrong.add(HANGS);
        } catch (ProtocolException e) {
            exchange.wrong.add("no answer in HTTP/1.1: " + e.getMessage());
        } catch (EOFException | SocketException e) {
            exchange.wrong.add("the connection ends without an answer: " + e.getMessage());
        }
        return exchange.wrong;
    }

    private void play(FuzzRequest request, RawHttp connection) throws IOException {
        try {
            send(request, connection);
        } catch (SocketException e) {
            // The service refused the request before it was sent completely, and has sent the response.
        }
        switch (request.ending()) {
            case ANSWERS -> {
                if (readAnswers(request, connection)) {
                    checkNext(connection);
                }
            }
            case SILENCE -> {
                connection.patience(LITTLE_PATIENCE);
                try {
                    readAnswers(request, connection);
                } catch (SocketTimeoutException e) {
                    // The operation waits, as the request asked.
                }
            }
            case END_OF_INPUT -> readToTheEnd(request, connection);
        }
    }

    private static void send(FuzzRequest request, RawHttp connection) throws IOException {
        for (byte[] piece : request.pieces()) {
            connection.send(piece);
            if (request.pieces().size() >= DROPS) {
                LockSupport.parkNanos(BETWEEN_DROPS.toNanos());
            }
        }
    }

    /** Reads and checks the responses. Returns whether the connection can be used for a further request. */
    private boolean readAnswers(FuzzRequest request, RawHttp connection) throws IOException {
        for (String method : request.methods()) {
            RawHttp.Answer answer = connection.answerTo(method);
            check(request, method, answer);
            if (answer.streams()) {
                return false;
            }
            if (answer.closes()) {
                expectEnd(connection);
                return false;
            }
        }
        return true;
    }

    private void readToTheEnd(FuzzRequest request, RawHttp connection) throws IOException {
        String method = request.methods().get(0);
        connection.patience(LITTLE_PATIENCE);
        try {
            Optional<RawHttp.Answer> first = connection.nextAnswerTo(method);
            if (first.isEmpty()) {
                return;
            }
            check(request, method, first.get());
            if (first.get().streams()) {
                return;
            }
        } catch (SocketTimeoutException e) {
            // The service waits for the rest of the request.
        }
        connection.patience(PATIENCE);
        connection.finishSending();
        Optional<RawHttp.Answer> next = connection.nextAnswerTo("GET");
        while (next.isPresent()) {
            check(request.due(Due.ANYTHING), "GET", next.get());
            next = connection.nextAnswerTo("GET");
        }
    }

    private void check(FuzzRequest request, String method, RawHttp.Answer answer) {
        if (answer.status() >= 500) {
            wrong.add("status " + answer.status() + " " + answer.text());
        }
        if (request.due() == Due.REFUSAL && answer.status() < 400) {
            wrong.add("not refused: " + answer.status() + " " + answer.text());
        }
        if (!answer.header("X-Evil").isEmpty()) {
            wrong.add("a header that a client wrote");
        }
        if (answer.text().contains(HIDDEN)) {
            wrong.add("a request inside a body is answered");
        }
        if (!method.equals("HEAD")) {
            wrong.addAll(Problems.of(answer, null));
        }
    }

    private void expectEnd(RawHttp connection) throws IOException {
        try {
            if (connection.nextHead().isPresent()) {
                wrong.add("an answer after Connection: close");
            }
        } catch (SocketTimeoutException e) {
            wrong.add("Connection: close, and it stays open");
        } catch (SocketException e) {
            // The connection was closed with a reset, because the service did not read all of the request.
        }
    }

    /** Checks that an ordinary request on the same connection gets its own response, not that of another request. */
    private void checkNext(RawHttp connection) throws IOException {
        String path = "/api/stories/fuzz-next-" + System.nanoTime();
        connection.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        RawHttp.Answer answer = connection.answerTo("GET");
        if (answer.status() != 404 && answer.status() != 429) {
            wrong.add("the next request is answered " + answer.status() + " " + answer.text());
        }
        Problems.of(answer, path).forEach(problem -> wrong.add("the next request: " + problem));
    }
}
