package io.tollgate.admin.resource;

import java.net.InetAddress;

/** A network in CIDR form, such as 192.0.2.0/24 or 2001:db8::/32, or one address. */
final class SourceNetwork {
    static final String RULE =
            "must be an address or a network in CIDR form, such as 192.0.2.0/24 or 2001:db8::/32";

    private SourceNetwork() {}

    /** Whether a text is one, with no bit set beyond its prefix. */
    static boolean isValid(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > 2 || !parts[0].matches("[0-9a-fA-F:.]{2,45}")) {
            return false;
        }
        try {
            byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
            return parts.length == 1 || isPrefix(address, parts[1]);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isPrefix(byte[] address, String length) {
        if (!length.matches("[0-9]{1,3}")) {
            return false;
        }
        int bits = Integer.parseInt(length);
        if (bits > address.length * 8) {
            return false;
        }
        for (int bit = bits; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                return false;
            }
        }
        return true;
    }
}
