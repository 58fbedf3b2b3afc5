package io.tollgate.edge.door;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Which servers this edge may send requests to, whatever routes say: a setting of the edge, so that
 * nobody who can write routes can reach into the edge's network. A pattern is a host, {@code
 * *.example.com} for all hosts below one, or {@code *} for any; each with {@code :port} or for all
 * ports. Immutable.
 */
public record AllowedUpstreams(List<String> patterns) {
    /** The machine itself. */
    public static final AllowedUpstreams LOOPBACK =
            new AllowedUpstreams(List.of("localhost", "127.0.0.1", "[::1]"));

    /** Brings the patterns into lower case. */
    public AllowedUpstreams {
        patterns = patterns.stream().map(p -> p.toLowerCase(Locale.ROOT)).toList();
    }

    /** Whether requests may go there. */
    public boolean permits(URI upstream) {
        String host = upstream.getHost();
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(p -> matches(p, name, port(upstream)));
    }

    /** The port that requests to an address go to. */
    static int port(URI upstream) {
        int port = upstream.getPort();
        if (port >= 0) {
            return port;
        }
        return "https".equalsIgnoreCase(upstream.getScheme()) ? 443 : 80;
    }

    private static boolean matches(String pattern, String host, int port) {
        // The colons of an IPv6 address lie within brackets.
        int colon = pattern.indexOf(':', pattern.indexOf(']') + 1);
        if (colon < 0) {
            return matches(pattern, host);
        }
        return pattern.substring(colon + 1).equals(String.valueOf(port))
                && matches(pattern.substring(0, colon), host);
    }

    private static boolean matches(String pattern, String host) {
        if (pattern.startsWith("*.")) {
            return host.endsWith(pattern.substring(1));
        }
        return pattern.equals("*") || pattern.equals(host);
    }
}
