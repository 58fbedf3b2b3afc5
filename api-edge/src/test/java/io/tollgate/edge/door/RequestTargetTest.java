package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.edge.door.RequestTarget.UnusableTargetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @Test
    void keepsWhatTheClientWroteAndDecodesIt() throws Exception {
        var target = RequestTarget.parse("/a%20b/%C3%A4?x=%2F", "API.example:8443");

        assertThat(target)
                .isEqualTo(new RequestTarget("api.example", "/a%20b/%C3%A4", "/a b/ä", "x=%2F"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "*", "//a", "/a//b", "/a//", "/."})
    void refusesWhatIsNoPathFromTheRoot(String path) {
        assertThat(usable(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b",
                "/..",
                "/a/.",
                "/./a",
                "/%2e%2e/a",
                "/a/%2E",
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/a;b",
                "/;/a",
                "/a%00",
                "/a%1f",
                "/a%7f",
                "/a%252e",
                "/a b",
                "/ä",
                "/a%zz",
                "/a%",
                "/a#b"
            })
    void refusesWhatServersReadDifferently(String path) {
        assertThatThrownBy(() -> RequestTarget.parse(path, "a"))
                .isInstanceOf(UnusableTargetException.class)
                .hasMessageContaining("path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/",
                "/a.b",
                "/.well-known/x",
                "/...",
                "/a..b",
                "/a%3Bb",
                "/~a",
                "/a:b"
            })
    void takesWhatOnlyLooksOdd(String path) {
        assertThat(usable(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1,/v1/a,/a",
        "/v1/,/v1/a,/a",
        "/v1,/v1,/",
        "/v1,/v1/,/",
        "/v1,/v12/a,/v12/a",
        "/v1,/%761/a%20b,/a%20b",
        "/api/v1,/api/v1/x/y,/x/y",
        "'',/v1/a,/v1/a",
        "/,/a,/a"
    })
    void cutsOffAPrefixBySegments(String prefix, String path, String rest) throws Exception {
        assertThat(RequestTarget.parse(path, "a").rawPathWithout(prefix)).isEqualTo(rest);
    }

    private static boolean usable(String path) {
        try {
            return RequestTarget.parse(path, "a") != null;
        } catch (UnusableTargetException _) {
            return false;
        }
    }
}
