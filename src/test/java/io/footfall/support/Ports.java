package io.footfall.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;

/**
 * Free ports of the loopback interface. They are below the ephemeral ports of operating systems, so that a killed
 * server finds its port free when it restarts.
 */
public final class Ports {

    private static final int FIRST = 10_000;
    private static final int END = 32_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    public static int free() {
        return ThreadLocalRandom.current()
                .ints(FIRST, END)
                .filter(GIVEN::add)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until a server accepts connections on a port. */
    static void awaitOpen(int port) {
        Awaitility.await().ignoreExceptions().until(() -> {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            }
        });
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
