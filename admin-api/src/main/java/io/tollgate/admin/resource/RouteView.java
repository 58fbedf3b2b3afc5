package io.tollgate.admin.resource;

import io.tollgate.schemas.Cors;
import io.tollgate.schemas.Route;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route as it is shown. */
record RouteView(
        String id,
        MatchView match,
        List<String> upstreams,
        long cost,
        List<String> scopes,
        List<String> environments,
        String auth,
        @Nullable CorsView cors,
        @Nullable String queryKey,
        @Nullable String stripPrefix,
        boolean preserveHost,
        String connectTimeout,
        String idleTimeout,
        String timeout) {

    /** Which requests a route matches. */
    record MatchView(@Nullable String host, String path, List<String> methods) {}

    /** Which browser origins may call. */
    record CorsView(
            List<String> origins, List<String> methods, List<String> headers, int maxAgeSeconds) {
        static CorsView of(Cors cors) {
            return new CorsView(
                    cors.getOrigins(),
                    cors.getMethods(),
                    cors.getHeaders(),
                    cors.getMaxAgeSeconds());
        }
    }

    static RouteView of(Route route) {
        return new RouteView(
                route.getRouteId(),
                new MatchView(given(route.getHost()), route.getPath(), route.getMethods()),
                route.getUpstreams(),
                route.getCost(),
                route.getScopes(),
                route.getEnvironments().stream().map(Words::lower).toList(),
                Words.lower(route.getAuth()),
                route.getCors() == null ? null : CorsView.of(route.getCors()),
                given(route.getQueryKey()),
                given(route.getStripPrefix()),
                route.getPreserveHost(),
                Duration.ofMillis(route.getConnectTimeoutMillis()).toString(),
                Duration.ofMillis(route.getIdleTimeoutMillis()).toString(),
                Duration.ofMillis(route.getTimeoutMillis()).toString());
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
