package io.tollgate.admin.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSourceTest {
    private final ClientSource sources =
            new ClientSource(List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8::/32")));

    @Test
    void isThePeerWhateverItClaims() {
        assertThat(sources.of("192.0.2.7", List.of("198.51.100.1"))).isEqualTo("192.0.2.7");
    }

    @Test
    void isTheLastThatTheTrustedProxiesSaw() {
        assertThat(sources.of("10.0.0.1", List.of("203.0.113.9, 198.51.100.1, 10.1.1.1")))
                .isEqualTo("198.51.100.1");
        assertThat(sources.of("10.0.0.1", List.of("203.0.113.9", "198.51.100.1:443")))
                .isEqualTo("198.51.100.1");
        assertThat(sources.of("2001:db8::1", List.of("10.0.0.7"))).isEqualTo("10.0.0.7");
    }

    @Test
    void isTheProxyWhereWhatItSaysIsNoAddress() {
        assertThat(sources.of("10.0.0.1", List.of("unknown"))).isEqualTo("10.0.0.1");
        assertThat(sources.of("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
        assertThat(sources.of("10.0.0.1", List.of("198.51.100.1, nonsense"))).isEqualTo("10.0.0.1");
    }

    @Test
    void countsASubscribersAddressesAsOne() {
        assertThat(sources.of("[2001:470:1:2::1]", List.of()))
                .isEqualTo(sources.of("2001:470:1:2:ffff::9", List.of()))
                .isNotEqualTo(sources.of("2001:470:1:3::1", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "", "::/129"})
    void aNetworkIsWrittenAsAddressAndPrefix(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
