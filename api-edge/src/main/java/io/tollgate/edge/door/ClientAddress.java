package io.tollgate.edge.door;

import io.tollgate.edge.table.SourceRange;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from: the peer of the connection, unless that is a proxy which is trusted;
 * then the right-most address of its {@code X-Forwarded-For} that is not. What stands left of it
 * was written by the client and means nothing.
 *
 * @param client the client's address
 * @param path the addresses from the client to the peer, the client's first
 * @param peerTrusted whether the peer's other forwarding fields may be believed
 */
record ClientAddress(InetAddress client, List<InetAddress> path, boolean peerTrusted) {

    /**
     * Reads the address.
     *
     * @param forwardedFor values of the peer's {@code X-Forwarded-For} fields
     */
    static ClientAddress of(
            InetAddress peer, List<String> forwardedFor, List<SourceRange> trustedProxies) {
        if (!isTrusted(peer, trustedProxies)) {
            return new ClientAddress(peer, List.of(peer), false);
        }
        Deque<InetAddress> path = new ArrayDeque<>();
        path.addFirst(peer);
        for (String hop : fromTheRight(forwardedFor)) {
            InetAddress address = parse(hop);
            if (address == null) {
                break;
            }
            path.addFirst(address);
            if (!isTrusted(address, trustedProxies)) {
                break;
            }
        }
        return new ClientAddress(path.getFirst(), List.copyOf(path), true);
    }

    /**
     * An address as text without asking the name service, with or without a port; null if it is
     * none.
     */
    static @Nullable InetAddress parse(String text) {
        try {
            return InetAddress.ofLiteral(withoutPort(text));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? text : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        // More than one colon is an IPv6 address.
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }

    private static boolean isTrusted(InetAddress address, List<SourceRange> trusted) {
        for (SourceRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> fromTheRight(List<String> fields) {
        var hops = new ArrayList<String>();
        for (String field : fields) {
            for (String hop : field.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        return hops.reversed();
    }
}
