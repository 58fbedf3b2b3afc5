package io.tollgate.edge.door;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The network of a client's address as events hold it: too coarse to name a person. */
final class SourceNetwork {
    private SourceNetwork() {}

    /** The first 24 bits of an IPv4 address or 48 of an IPv6 address, in CIDR form. */
    static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + ".0/24"
                : group(bytes, 0) + ":" + group(bytes, 2) + ":" + group(bytes, 4) + "::/48";
    }

    private static String group(byte[] bytes, int at) {
        return Integer.toHexString((bytes[at] & 255) << 8 | (bytes[at + 1] & 255));
    }
}
