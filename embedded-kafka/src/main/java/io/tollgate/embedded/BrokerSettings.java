package io.tollgate.embedded;

import java.nio.file.Path;
import java.util.List;

/**
 * Where an embedded broker keeps its data and where it listens.
 *
 * @param directory what the broker writes; made if missing, taken up again if a broker used it
 *     before
 * @param host the address that clients connect to and that is bound; the controller always stays on
 *     loopback
 * @param port for clients; 0 for any free port
 * @param controllerPort for the broker itself; 0 for any free port
 */
public record BrokerSettings(Path directory, String host, int port, int controllerPort) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST_PORT = 65_535;
    private static final List<String> NO_ADDRESSES_TO_CONNECT_TO = List.of("", "0.0.0.0", "::");

    /**
     * Checks host and ports.
     *
     * @throws IllegalArgumentException if a port is none, both are the same, or clients could not
     *     connect to the host
     */
    public BrokerSettings {
        if (NO_ADDRESSES_TO_CONNECT_TO.contains(host)) {
            throw new IllegalArgumentException(
                    "host must be an address that clients can connect to, got \"" + host + "\"");
        }
        checkPort("port", port);
        checkPort("controllerPort", controllerPort);
        if (port != 0 && port == controllerPort) {
            throw new IllegalArgumentException(
                    "port and controllerPort must differ, both are " + port);
        }
    }

    /** A broker on free ports of the loopback address. */
    public static BrokerSettings in(Path directory) {
        return new BrokerSettings(directory, LOOPBACK, 0, 0);
    }

    /** The same broker, with clients on this address and port; 0 for any free port. */
    public BrokerSettings listeningOn(String newHost, int newPort) {
        return new BrokerSettings(directory, newHost, newPort, controllerPort);
    }

    /** The same broker, with its controller on this port; 0 for any free port. */
    public BrokerSettings withControllerPort(int newControllerPort) {
        return new BrokerSettings(directory, host, port, newControllerPort);
    }

    private static void checkPort(String name, int value) {
        if (value < 0 || value > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    name + " must be between 0 and " + HIGHEST_PORT + ", got " + value);
        }
    }
}
