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
 * The ports that callers and those who watch over the service connect to.
 *
 * @param host the setting of the address
 * @param port the setting of the port
 * @param property that the setting of the port becomes
 * @param byDefault the port where none is set
 */
record ListeningPort(String host, String port, String property, String byDefault) {

    private static final String EVERY_ADDRESS = "0.0.0.0";

    /** In the order in which they are opened. */
    private static final List<ListeningPort> ALL = List.of(
            new ListeningPort("QUARKUS_HTTP_HOST", "QUARKUS_HTTP_PORT", "quarkus.http.port", "8080"),
            new ListeningPort("QUARKUS_MANAGEMENT_HOST", "MANAGEMENT_PORT", "quarkus.management.port", "9000"));

    /** Opens each port and closes it again, before anything of the service starts; why that fails, in one line. */
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
