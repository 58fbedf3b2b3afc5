package io.tollgate.admin.notice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decides where webhooks may go: over TLS to the public Internet, and nowhere else unless a setting
 * allows it. A host is looked up once; what is connected to is what was checked, so that a name
 * which answers otherwise the second time gains nothing.
 *
 * @param lookup finds the addresses of a host
 * @param internal whether internal addresses, and connections without TLS, are allowed
 */
record WebhookGuard(Lookup lookup, boolean internal) {
    /** Finds the addresses of a host, as {@link InetAddress#getAllByName} does. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    /** An address was refused; the message does not repeat it, since it may end up anywhere. */
    static final class RefusedAddressException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedAddressException() {
            super("the host has an internal address");
        }
    }

    /** Whether the scheme of a URL is allowed. */
    boolean allowsScheme(URI url) {
        return internal || "https".equalsIgnoreCase(url.getScheme());
    }

    /**
     * The addresses of a host to connect to. One internal address among several spoils them all.
     *
     * @throws UnknownHostException if it has none
     * @throws RefusedAddressException if it has one that is not allowed
     */
    List<InetSocketAddress> resolve(String host, int port)
            throws UnknownHostException, RefusedAddressException {
        InetAddress[] found = lookup.find(host);
        if (!internal && !Arrays.stream(found).allMatch(PublicAddresses::includes)) {
            throw new RefusedAddressException();
        }
        var addresses = new ArrayList<InetSocketAddress>();
        for (InetAddress address : found) {
            // Under the name that was asked for, which the receiver's certificate must be for.
            InetAddress named = InetAddress.getByAddress(host, address.getAddress());
            addresses.add(new InetSocketAddress(named, port));
        }
        return addresses;
    }
}
