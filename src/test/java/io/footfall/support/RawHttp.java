package io.footfall.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A connection to which a test writes raw bytes. The length of a response is determined as RFC 9112 specifies. So a
 * response of wrong length shows in what is read after it.
 */
public final class RawHttp implements AutoCloseable {

    private static final int LONGEST_LINE = 64 * 1024;
    private static final int OK = 200;

    /**
     * A response.
     *
     * @param status the HTTP status
     * @param headers the headers by lower-case name; several of one name are joined by commas
     * @param body the body without its framing
     */
    public record Answer(int status, Map<String, String> headers, byte[] body) {

        /** Returns a header, or an empty string. */
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Whether the response says that the connection closes after it. */
        public boolean closes() {
            return List.of(header("connection").toLowerCase(Locale.ROOT).split(" *, *"))
                    .contains("close");
        }

        /** Whether the response is an endless event stream. Its body is not read then. */
        public boolean streams() {
            return header("content-type").startsWith("text/event-stream");
        }
    }

    private final Socket socket = new Socket();
    private final InputStream input;

    /**
     * Connects.
     *
     * @param port the port of this machine
     * @param patience the read timeout
     */
    public RawHttp(int port, Duration patience) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout((int) patience.toMillis());
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream());
    }

    /** Writes one byte for each character. */
    public RawHttp send(String bytes) throws IOException {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sets the read timeout. */
    public void patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
    }

    /** Resets the connection. Unlike an orderly close, this does not leave the port in TIME_WAIT for a minute. */
    public void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the sending direction. Responses can still be read. */
    public void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Returns the next final response. Fails if the connection ends instead. */
    public Answer answerTo(String method) throws IOException {
        return nextAnswerTo(method).orElseThrow(() -> new EOFException("the connection was closed without an answer"));
    }

    /**
     * Returns the next final response.
     *
     * @param method the method of the request: a response to HEAD has no body
     * @return empty if the service closed the connection
     * @throws SocketTimeoutException if neither happens within the read timeout
     */
    public Optional<Answer> nextAnswerTo(String method) throws IOException {
        Optional<Answer> answer = nextOf(method);
        while (answer.isPresent() && answer.get().status() < OK) {
            answer = nextOf(method);
        }
        return answer;
    }

    /** Returns the next response, including interim ones such as 100. */
    public Optional<Answer> nextOf(String method) throws IOException {
        Optional<Answer> head = nextHead();
        return head.isEmpty() || head.get().status() < OK ? head : Optional.of(withBody(head.get(), method));
    }

    /** Whether bytes, or the end of the connection, can be read now. */
    public boolean hasAnswer() throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(1);
        try {
            input.mark(1);
            input.read();
            input.reset();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(patience);
        }
    }

    /**
     * Reads up to {@code count} bytes of a body as they were sent, fewer if the connection ends. Returns their number.
     */
    public int bytes(int count) throws IOException {
        return input.readNBytes(count).length;
    }

    /** Reads only the status line and headers of the next response, including interim ones such as 100. */
    public Optional<Answer> nextHead() throws IOException {
        String statusLine = readLine();
        if (statusLine == null) {
            return Optional.empty();
        }
        if (!statusLine.matches("HTTP/1\\.[01] [1-5][0-9][0-9] .*")) {
            throw new ProtocolException("no status line: " + statusLine);
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = inside(readLine()); !line.isEmpty(); line = inside(readLine())) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new ProtocolException("no header: " + line);
            }
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim(),
                    (one, other) -> one + ", " + other);
        }
        return Optional.of(new Answer(Integer.parseInt(statusLine.substring(9, 12)), headers, new byte[0]));
    }

    private Answer withBody(Answer head, String method) throws IOException {
        boolean bodiless = method.equals("HEAD") || head.status() == 204 || head.status() == 304 || head.streams();
        return bodiless ? head : new Answer(head.status(), head.headers(), readBody(head));
    }

    private byte[] readBody(Answer head) throws IOException {
        if (head.header("transfer-encoding").equals("chunked")) {
            return readChunks();
        }
        String length = head.header("content-length");
        return length.isEmpty() ? input.readAllBytes() : readExactly(Integer.parseInt(length));
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = Integer.parseInt(inside(readLine()), 16);
        while (size > 0) {
            body.write(readExactly(size));
            expectEmptyLine();
            size = Integer.parseInt(inside(readLine()), 16);
        }
        expectEmptyLine();
        return body.toByteArray();
    }

    private void expectEmptyLine() throws IOException {
        String line = inside(readLine());
        if (!line.isEmpty()) {
            throw new ProtocolException("after a chunk: " + line);
        }
    }

    private byte[] readExactly(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("only " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String inside(String line) throws IOException {
        if (line == null) {
            throw new EOFException("inside an answer");
        }
        return line;
    }

    /** Reads a line without its line end; null at the end of the connection. */
    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = input.read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            if (line.length() > LONGEST_LINE) {
                throw new ProtocolException("a line without end: " + line.substring(0, 100));
            }
            next = input.read();
        }
        if (next < 0 && line.isEmpty()) {
            return null;
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
