package io.tollgate.embedded.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this machine for programs that have to be told theirs before they listen, none of them
 * given out twice.
 *
 * <p>They lie below the ports that operating systems give to outgoing connections (from 32768 on):
 * one of those could take such a port before its program does. Thread-safe.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    public static int one() {
        return firstOf(1);
    }

    /** The first of several free ports in a row. */
    public static synchronized int firstOf(int length) {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST - length);
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

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }
}
