package io.tollgate.admin.notice;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public Internet from all others: those of this machine and its networks,
 * of cloud metadata services, of documentation, of tunnels that lead to other addresses, and those
 * that nobody has (the special-purpose registries of IANA, RFC 6890).
 */
final class PublicAddresses {
    private static final List<Network> NOT_PUBLIC_4 =
            Network.all(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    // A public address, but within Azure it leads to the host of a machine.
                    "168.63.129.16/32");

    /** All that is handed out as global unicast; the rest of IPv6 is not public. */
    private static final Network GLOBAL_6 = Network.parse("2000::/3");

    private static final List<Network> NOT_PUBLIC_6 =
            Network.all("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private PublicAddresses() {}

    /** Whether an address is one of the public Internet. */
    static boolean includes(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? NOT_PUBLIC_4.stream().noneMatch(network -> network.contains(bytes))
                : GLOBAL_6.contains(bytes)
                        && NOT_PUBLIC_6.stream().noneMatch(network -> network.contains(bytes));
    }

    private record Network(List<Byte> start, int prefix) {
        static List<Network> all(String... texts) {
            return Arrays.stream(texts).map(Network::parse).toList();
        }

        static Network parse(String text) {
            String[] parts = text.split("/", 2);
            try {
                byte[] start = InetAddress.getByName(parts[0]).getAddress();
                Byte[] boxed = new Byte[start.length];
                Arrays.setAll(boxed, i -> start[i]);
                return new Network(List.of(boxed), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text + " is not a network", e);
            }
        }

        boolean contains(byte[] address) {
            int whole = prefix / Byte.SIZE;
            for (int i = 0; i < whole; i++) {
                if (address[i] != start.get(i)) {
                    return false;
                }
            }
            int rest = prefix % Byte.SIZE;
            int mask = (0xFF << (Byte.SIZE - rest)) & 0xFF;
            return rest == 0 || (address[whole] & mask) == (start.get(whole) & mask);
        }
    }
}
