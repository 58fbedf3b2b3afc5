package io.tollgate.admin.leak;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom a report is counted for: the client's address, of IPv6 its /64, since that is what one
 * subscriber has. The client is the peer, unless that is a proxy which is trusted; then it is the
 * right-most address of X-Forwarded-For that is none. What stands left of it may be made up.
 */
public record ClientSource(List<Network> trustedProxies) {
    private static final int IPV4_BYTES = 4;
    private static final int SUBSCRIBER_BYTES = 8;

    /** Names the source of a request. */
    public String of(String peer, List<String> forwardedFor) {
        String source = named(peer);
        for (String hop : hops(forwardedFor).reversed()) {
            Optional<InetAddress> last = address(source);
            if (last.isEmpty() || !isTrusted(last.get())) {
                break;
            }
            if (address(hop).isEmpty()) {
                break;
            }
            source = hop;
        }
        String client = source;
        return address(client).map(ClientSource::subscriber).orElse(client);
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(network -> network.contains(address));
    }

    private static String subscriber(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4_BYTES) {
            return address.getHostAddress();
        }
        var text = new StringBuilder();
        for (int i = 0; i < SUBSCRIBER_BYTES; i++) {
            text.append("%02x".formatted(bytes[i]));
        }
        return text.append("::/64").toString();
    }

    private static List<String> hops(List<String> forwardedFor) {
        var hops = new ArrayList<String>();
        for (String field : forwardedFor) {
            for (String hop : field.split(",", -1)) {
                hops.add(named(hop.strip()));
            }
        }
        return hops;
    }

    /** An address without brackets and port. */
    private static String named(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? text : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
