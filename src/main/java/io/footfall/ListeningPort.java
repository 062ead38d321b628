package io.footfall;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A port on which the service listens: the public port or the management port.
 *
 * @param host the name of the setting for the address
 * @param port the name of the setting for the port
 * @param property the configuration property of the port
 * @param byDefault the default port
 */
record ListeningPort(String host, String port, String property, String byDefault) {

    private static final String EVERY_ADDRESS = "0.0.0.0";

    /** All ports, in the order in which the service opens them. */
    private static final List<ListeningPort> ALL = List.of(
            new ListeningPort("QUARKUS_HTTP_HOST", "QUARKUS_HTTP_PORT", "quarkus.http.port", "8080"),
            new ListeningPort("QUARKUS_MANAGEMENT_HOST", "MANAGEMENT_PORT", "quarkus.management.port", "9000"));

    /**
     * Opens and closes each port before the service starts. Returns in one line why the first one failed; empty if all
     * ports are available.
     */
    static Optional<String> firstProblem(Function<String, Optional<String>> setting) {
        return ALL.stream()
                .map(port -> port.problem(setting))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> problem(Function<String, Optional<String>> setting) {
        String address =
                setting.apply(host).or(() -> setting.apply("quarkus.http.host")).orElse(EVERY_ADDRESS);
        int number = Integer.parseInt(setting.apply(property).orElse(byDefault).trim());
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), number));
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of(host + " takes an address of this machine.");
        } catch (IOException e) {
            return Optional.of("Port " + number + " of " + port + " cannot be opened: " + e.getMessage()
                    + ". Stop what listens on it, or set " + port + " to another port.");
        }
    }
}
