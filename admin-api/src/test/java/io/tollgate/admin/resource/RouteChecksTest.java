package io.tollgate.admin.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Route;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteChecksTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/**", "/*", "/v1/*/items", "/a/**", "/a.b/c~d/e:f@g", "/*/*", "/..a"})
    void takesAPathPattern(String path) {
        assertThat(PathPattern.isValid(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "/a/", "//", "/a//b", "/**/a", "/a*", "/a/../b", "/.", "/..", "/a b",
                "/%2e", "/{id}", "/a?b", "/a#b", "/ü", "/***"
            })
    void refusesWhatIsNoPathPattern(String path) {
        assertThat(PathPattern.isValid(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:9000",
                "https://api.example.com",
                "http://10.0.0.1:80/base",
                "http://[::1]:9000"
            })
    void takesAnUpstreamAddress(String address) {
        assertThat(UpstreamAddress.isValid(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:9000",
                "ftp://a",
                "http://",
                "http:///a",
                "http://a?b=c",
                "http://a#b",
                "http://u:p@a",
                "http://a:70000",
                "http://a b",
                "file:///etc/passwd",
                "HTTP://a",
                "http://a:0"
            })
    void refusesWhatIsNoUpstreamAddress(String address) {
        assertThat(UpstreamAddress.isValid(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.0/24", "192.0.2.7", "2001:db8::/32", "::1", "0.0.0.0/0", "::/0"})
    void takesANetwork(String network) {
        assertThat(SourceNetwork.isValid(network)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2.1/24",
                "192.0.2.0/33",
                "example.com",
                "192.0.2/24",
                "::/129",
                "1/8",
                "192.0.2.0/",
                "192.0.2.0/-1",
                "fe80::1%eth0"
            })
    void refusesWhatIsNoNetwork(String network) {
        assertThat(SourceNetwork.isValid(network)).isFalse();
    }

    @Test
    void findsRoutesOfWhichNeitherIsMoreSpecific() {
        var all = route("all", "", "/**", 1);
        assertThat(RouteTies.tieOf(route("other", "", "/**", 1), List.of(all))).contains(all);
        assertThat(RouteTies.tieOf(route("other", "a.example", "/**", 1), List.of(all))).isEmpty();
        assertThat(RouteTies.tieOf(route("other", "", "/a/**", 1), List.of(all))).isEmpty();
        assertThat(RouteTies.tieOf(route("all", "", "/**", 2), List.of(all))).isEmpty();
    }

    @Test
    void methodsTellRoutesApartUnlessTheyShareOne() {
        var reads = withMethods(route("reads", "", "/**", 1), "GET", "HEAD");
        var writes = withMethods(route("writes", "", "/**", 1), "POST");
        var mixed = withMethods(route("mixed", "", "/**", 1), "POST", "GET");
        var any = route("any", "", "/**", 1);

        assertThat(RouteTies.tieOf(writes, List.of(reads, any))).isEmpty();
        assertThat(RouteTies.tieOf(mixed, List.of(reads))).contains(reads);
        assertThat(RouteTies.tieOf(any, List.of(reads, writes))).isEmpty();
    }

    @Test
    void aRequestMayNotCostMoreThanALimitAllows() {
        var route = route("dear", "", "/**", 11);
        var limits = List.of(limit("minute", 10), limit("day", 100));

        assertThatThrownBy(() -> Costs.checkRoute(route, limits))
                .hasMessageContaining("cost 11")
                .hasMessageContaining("'minute'");
        assertThatThrownBy(() -> Costs.checkLimits(limits, List.of(route)))
                .hasMessageContaining("'minute' allows 10")
                .hasMessageContaining("'dear'");
        assertThatCode(() -> Costs.checkRoute(route("ok", "", "/**", 10), limits))
                .doesNotThrowAnyException();
        assertThatCode(() -> Costs.checkLimits(List.of(), List.of(route)))
                .doesNotThrowAnyException();
    }

    private static Route route(String id, String host, String path, long cost) {
        return Route.newBuilder()
                .setRouteId(id)
                .setHost(host)
                .setPath(path)
                .setUpstreams(List.of("http://localhost:9000"))
                .setCost(cost)
                .build();
    }

    private static Route withMethods(Route route, String... methods) {
        return Route.newBuilder(route).setMethods(List.of(methods)).build();
    }

    private static Limit limit(String name, long amount) {
        return new Limit(name, amount, "PT1M", LimitKind.RATE, LimitScope.KEY);
    }
}
