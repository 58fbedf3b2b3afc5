package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.table.SourceRange;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static final List<SourceRange> TRUSTED =
            List.of(SourceRange.parse("10.0.0.0/8"), SourceRange.parse("fd00::/8"));

    @Test
    void isThePeerWhereThePeerIsNotTrusted() {
        var address = ClientAddress.of(ip("192.0.2.1"), List.of("1.2.3.4"), TRUSTED);

        assertThat(address.client()).isEqualTo(ip("192.0.2.1"));
        assertThat(address.path()).containsExactly(ip("192.0.2.1"));
        assertThat(address.peerTrusted()).isFalse();
    }

    @Test
    void isTheRightMostAddressThatIsNotTrusted() {
        var address =
                ClientAddress.of(
                        ip("10.0.0.1"),
                        List.of("6.6.6.6, 198.51.100.7", "10.9.9.9 ,fd00::1"),
                        TRUSTED);

        assertThat(address.client()).isEqualTo(ip("198.51.100.7"));
        assertThat(address.path())
                .containsExactly(ip("198.51.100.7"), ip("10.9.9.9"), ip("fd00::1"), ip("10.0.0.1"));
        assertThat(address.peerTrusted()).isTrue();
    }

    @Test
    void isTheFarthestTrustedProxyWhereNothingElseIsTold() {
        assertThat(ClientAddress.of(ip("10.0.0.1"), List.of(), TRUSTED).client())
                .isEqualTo(ip("10.0.0.1"));
        assertThat(ClientAddress.of(ip("10.0.0.1"), List.of("10.2.2.2"), TRUSTED).client())
                .isEqualTo(ip("10.2.2.2"));
    }

    @ParameterizedTest
    @CsvSource({"unknown", "'1.2.3.4, _hidden'", "'1.2.3.4, '", "localhost", "1.2.3.4.5"})
    void stopsAtWhatIsNoAddress(String forwardedFor) {
        assertThat(ClientAddress.of(ip("10.0.0.1"), List.of(forwardedFor), TRUSTED).client())
                .isEqualTo(ip("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:4711,192.0.2.1",
        "[2001:db8::1]:4711,2001:db8::1",
        "[2001:db8::1],2001:db8::1",
        "2001:db8::1,2001:db8::1"
    })
    void leavesOutAPort(String text, String address) {
        assertThat(ClientAddress.parse(text)).isEqualTo(ip(address));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.77,192.0.2.0/24",
        "255.255.255.255,255.255.255.0/24",
        "2001:db8:1:2:3:4:5:6,2001:db8:1::/48",
        "::1,0:0:0::/48"
    })
    void isTooCoarseInEventsToNameAPerson(String address, String network) {
        assertThat(SourceNetwork.of(ip(address))).isEqualTo(network);
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
