package io.tollgate.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A port that the quick start is going to listen on.
 *
 * @param what who listens there
 * @param option the option that chooses it
 */
record Listening(String what, int port, String option) {

    /** What stands in the way of listening on these ports, in one line, if anything does. */
    static Optional<String> obstacle(List<Listening> ports) {
        Map<Integer, Listening> taken = new HashMap<>();
        for (Listening wanted : ports) {
            Listening other = wanted.port() == 0 ? null : taken.put(wanted.port(), wanted);
            if (other != null) {
                return Optional.of(
                        "port %d is wanted by %s and by %s: choose another with %s or %s"
                                .formatted(
                                        wanted.port(),
                                        other.what(),
                                        wanted.what(),
                                        other.option(),
                                        wanted.option()));
            }
            if (!free(wanted.port())) {
                return Optional.of(
                        "port %d, where %s is to listen, is in use: choose another with %s"
                                .formatted(wanted.port(), wanted.what(), wanted.option()));
            }
        }
        return Optional.empty();
    }

    private static boolean free(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
