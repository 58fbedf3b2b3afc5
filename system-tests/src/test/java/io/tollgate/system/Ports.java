package io.tollgate.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports of this machine that nothing listens on, none of them given out twice. */
final class Ports {
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    static int free() {
        return freeRun(1);
    }

    /** The first of several free ports in a row. */
    static synchronized int freeRun(int length) {
        while (true) {
            int first = anyFree();
            if (isFreeRun(first, length)) {
                for (int i = 0; i < length; i++) {
                    GIVEN.add(first + i);
                }
                return first;
            }
        }
    }

    private static boolean isFreeRun(int first, int length) {
        for (int i = 0; i < length; i++) {
            if (GIVEN.contains(first + i) || !isFree(first + i)) {
                return false;
            }
        }
        return true;
    }

    private static int anyFree() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }
}
