package io.tollgate.edge.table;

import static io.tollgate.edge.Samples.route;
import static io.tollgate.edge.Samples.routes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.edge.Samples;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final RouteTable TABLE =
            RouteTable.compile(
                    routes(
                            route("all", "/**"),
                            route("root", "/"),
                            route("v1", "/v1/**"),
                            route("users", "/v1/users"),
                            route("user", "/v1/users/*"),
                            route("me", "/v1/users/me"),
                            route("orders", "/v1/users/*/orders"),
                            route("write-user", "/v1/users/*").setMethods(List.of("PUT", "POST")),
                            route("slash", "/v1/users/"),
                            route("wild", "/v1/**").setHost("*.example.com"),
                            route("api", "/v1/**").setHost("api.example.com"),
                            route("api-post", "/only")
                                    .setHost("api.example.com")
                                    .setMethods(List.of("POST"))),
                    _ -> true);

    @ParameterizedTest
    @CsvSource({
        "other.org, /, GET, root",
        "other.org, /x, GET, all",
        "other.org, /v1, GET, v1",
        "other.org, /v1/, GET, v1",
        "other.org, /v1/x/y, GET, v1",
        "other.org, /v1/users, GET, users",
        "other.org, /v1/users/, GET, slash",
        "other.org, /v1/users/me, GET, me",
        "other.org, /v1/users/me/orders, GET, orders",
        "other.org, /v1/users/42, GET, user",
        "other.org, /v1/users/42, PUT, write-user",
        "other.org, /v1/users/42, put, user",
        "other.org, /v1/users/42/x, GET, v1",
        "other.org, /V1/users, GET, all",
        "api.example.com, /v1/users, GET, api",
        "API.Example.com, /v1/users, GET, api",
        "api.example.com, /only, POST, api-post",
        "api.example.com, /only, GET, all",
        "www.example.com, /v1/users, GET, wild",
        "www.example.com, /v2, GET, all",
        "a.b.example.com, /v1/x, GET, v1",
        "example.com, /v1/x, GET, v1",
        "'', /v1/x, GET, v1",
        "*.example.com, /v1/x, GET, wild",
    })
    void picksTheMostSpecific(String host, String path, String method, String routeId) {
        assertThat(TABLE.match(host, path, method))
                .isNotNull()
                .extracting(CompiledRoute::id)
                .isEqualTo(routeId);
    }

    @Test
    void findsNothingWhereNothingMatches() {
        var table =
                RouteTable.compile(
                        routes(route("a", "/a/*").setMethods(List.of("GET"))), _ -> true);

        assertThat(table.match("h", "/a", "GET")).isNull();
        assertThat(table.match("h", "/a/", "GET")).isNull();
        assertThat(table.match("h", "/a/b", "POST")).isNull();
        assertThat(table.match("h", "/a/b/c", "GET")).isNull();
        assertThat(RouteTable.EMPTY.match("h", "/", "GET")).isNull();
    }

    @Test
    void namesTheRouteThatIsWrong() {
        refused(route("bad", "v1"), "begin with /");
        refused(route("bad", "/a*"), "whole segment");
        refused(route("bad", "/**/a"), "at the end");
        refused(route("bad", "/").setHost("*"), "lower-case name");
        refused(route("bad", "/").setHost("A.org"), "lower-case name");
        refused(route("bad", "/").setUpstreams(List.of("ftp://x")), "http:// or https://");
        refused(route("bad", "/").setUpstreams(List.of("http://")), "http:// or https://");
        refused(route("bad", "/").setCost(-1), "at least 0");
        refused(route("bad", "/").setEnvironments(List.of(Environment.UNKNOWN)), "environment");
    }

    @Test
    void refusesUpstreamsThatTheEdgeMayNotReach() {
        assertThatThrownBy(() -> RouteTable.compile(routes(route("r", "/")), _ -> false))
                .hasMessageContaining("route 'r'")
                .hasMessageContaining("http://127.0.0.1:9000");
    }

    @Test
    void refusesTies() {
        var a = route("a", "/x/*").setMethods(List.of("GET", "PUT"));
        var b = route("b", "/x/*").setMethods(List.of("PUT"));

        assertThatThrownBy(() -> RouteTable.compile(routes(a, b), _ -> true))
                .hasMessageContaining("'a' and 'b' match the same requests");
        assertThatThrownBy(() -> RouteTable.compile(routes(a, a), _ -> true))
                .hasMessageContaining("two routes of this name");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void agreesWithTryingEveryRouteInOrder(long seed) {
        var random = new Random(seed);
        var definitions = new ArrayList<Route>();
        for (int i = 0; i < 60; i++) {
            var candidate = route("r" + i, pattern(random)).build();
            if (definitions.stream().noneMatch(r -> r.getPath().equals(candidate.getPath()))) {
                definitions.add(candidate);
            }
        }
        var table = RouteTable.compile(new Routes(1L, definitions, Samples.NOON), _ -> true);
        for (int i = 0; i < 500; i++) {
            String path = path(random);
            CompiledRoute found = table.match("h", path, "GET");

            assertThat(found == null ? null : found.definition().getPath())
                    .as("seed %d, path %s", seed, path)
                    .isEqualTo(mostSpecific(definitions, path));
        }
    }

    private static @Nullable String mostSpecific(List<Route> routes, String path) {
        return routes.stream()
                .map(Route::getPath)
                .filter(pattern -> path.matches(regex(pattern)))
                .min((a, b) -> rank(a).compareTo(rank(b)))
                .orElse(null);
    }

    /** Orders patterns that match the same path: literal, then one, then any, then the end. */
    private static String rank(String pattern) {
        return pattern.replace("/**", "~").replace("*", "{") + "|";
    }

    private static String regex(String pattern) {
        return pattern.replaceAll("/\\*(?=/|$)", "/[^/]+").replace("/**", "(/.*)?");
    }

    private static String pattern(Random random) {
        var pattern = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            pattern.append('/').append(List.of("a", "b", "*").get(random.nextInt(3)));
        }
        return random.nextBoolean() || pattern.isEmpty()
                ? pattern.append("/**").toString()
                : pattern.toString();
    }

    private static String path(Random random) {
        var path = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            path.append('/').append(List.of("a", "b", "c", "").get(random.nextInt(4)));
        }
        return path.toString();
    }

    private static void refused(Route.Builder route, String why) {
        assertThatThrownBy(() -> RouteTable.compile(routes(route), _ -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("route 'bad'")
                .hasMessageContaining(why);
    }
}
