package io.tollgate.admin.leak;

import java.net.InetAddress;

/** A network in CIDR form, or one address. Immutable. */
public record Network(InetAddress address, int prefixBits) {
    /** Checks that the prefix fits the address. */
    public Network {
        int bits = address.getAddress().length * Byte.SIZE;
        if (prefixBits < 0 || prefixBits > bits) {
            throw new IllegalArgumentException(
                    "a prefix has 0 to " + bits + " bits here, not " + prefixBits);
        }
    }

    /**
     * Reads an address with or without the length of its prefix.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static Network parse(String cidr) {
        String[] parts = cidr.split("/", 2);
        InetAddress address = InetAddress.ofLiteral(parts[0]);
        int bits = address.getAddress().length * Byte.SIZE;
        return new Network(address, parts.length == 1 ? bits : Integer.parseInt(parts[1]));
    }

    /** Whether an address lies in it; one of the other address family never does. */
    boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((mine[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
