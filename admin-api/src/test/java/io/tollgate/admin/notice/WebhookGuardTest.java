package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.notice.WebhookGuard.RefusedAddressException;
import io.tollgate.admin.security.WebhookUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookGuardTest {
    @Test
    void oneInternalAddressSpoilsAllOfAHost() throws Exception {
        assertThat(guard(false, "1.1.1.1", "8.8.8.8").resolve("a.example", 443))
                .containsExactly(
                        new InetSocketAddress("1.1.1.1", 443),
                        new InetSocketAddress("8.8.8.8", 443));
        assertThatThrownBy(() -> guard(false, "1.1.1.1", "10.0.0.1").resolve("a.example", 443))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessageNotContaining("10.0.0.1");
    }

    @Test
    void internalAddressesAndPlainHttpCanBeAllowed() throws Exception {
        assertThat(guard(true, "127.0.0.1").resolve("a.example", 80))
                .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80));
        assertThat(guard(true).allowsScheme(URI.create("http://a.example"))).isTrue();
        assertThat(guard(false).allowsScheme(URI.create("http://a.example"))).isFalse();
        assertThat(guard(false).allowsScheme(URI.create("HTTPS://a.example"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme",
                "ftp://a.example",
                "file:///etc/passwd",
                "https://",
                "https:/a",
                "https://user:pass@a.example/",
                "https://a.example/#x",
                "https://a.example:0/",
                "https://a.example:70000/",
                "https://a b/",
                "jar:https://a.example!/"
            })
    void otherUrlsAreNotOfWebhooks(String url) {
        assertThat(WebhookUrl.parse(url)).isEmpty();
    }

    private static WebhookGuard guard(boolean internal, String... addresses) {
        return new WebhookGuard(
                _ -> {
                    var found = new InetAddress[addresses.length];
                    for (int i = 0; i < found.length; i++) {
                        found[i] = InetAddress.getByName(addresses[i]);
                    }
                    return found;
                },
                internal);
    }
}
