package io.footfall.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Sends requests as no well-behaved client would, byte by byte as they are given, many at a time on one connection. */
public final class HostileRequests {

    private static final int AT_A_TIME = 100;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String LENGTH = "content-length:";

    private final URI service;

    public HostileRequests(URI service) {
        this.service = service;
    }

    /** Sends each request until it is answered; a service may close a connection after any answer. */
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

    /** Sends a request and resets the connection without waiting for the answer. */
    public void sendAndReset(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }

    private int sendOnOneConnection(List<String> requests) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(String.join("", requests).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int answers = 0;
            while (answers < requests.size() && readAnswer(in)) {
                answers++;
            }
            return answers;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** Reads one answer with its body; false where the connection ended before. */
    private static boolean readAnswer(InputStream in) throws IOException {
        int length = 0;
        String line = readLine(in);
        while (line != null && !line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).trim());
            }
            line = readLine(in);
        }
        return line != null && in.readNBytes(length).length == length;
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (next != '\r') {
                line.append((char) next);
            }
            next = in.read();
        }
        return next < 0 ? null : line.toString();
    }
}
