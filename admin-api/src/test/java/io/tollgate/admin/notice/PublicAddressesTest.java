package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1",
                "2001:4860:4860::8888"
            })
    void thePublicInternetIsIncluded(String address) throws Exception {
        assertThat(PublicAddresses.includes(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.0.0",
                "169.254.169.254",
                "168.63.129.16",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "203.0.113.7",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "2001:db8::1",
                "2001::1",
                "2002:7f00:1::",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "100::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "3fff::1",
                "5f00::1"
            })
    void nothingElseIs(String address) throws Exception {
        assertThat(PublicAddresses.includes(InetAddress.getByName(address))).isFalse();
    }

    @RepeatedTest(50)
    void whatTheJdkKnowsToBeInternalIsNeverIncluded(RepetitionInfo repetition) throws Exception {
        var random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                // Dwells where the ranges are.
                byte[] firsts = {0, 10, 100, 127, (byte) 169, (byte) 172, (byte) 192, (byte) 0xfe};
                bytes[0] = firsts[random.nextInt(firsts.length)];
                bytes[1] = (byte) (random.nextBoolean() ? 0xfe : random.nextInt());
            }
            InetAddress address = InetAddress.getByAddress(bytes);
            boolean internal =
                    address.isAnyLocalAddress()
                            || address.isLoopbackAddress()
                            || address.isLinkLocalAddress()
                            || address.isSiteLocalAddress()
                            || address.isMulticastAddress()
                            || (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc);
            if (internal) {
                assertThat(PublicAddresses.includes(address))
                        .as("%s, seed %d", address, repetition.getCurrentRepetition())
                        .isFalse();
            }
        }
    }
}
