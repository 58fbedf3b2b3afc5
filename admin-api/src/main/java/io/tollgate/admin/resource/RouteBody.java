package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Cors;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.RouteAuth;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads a route as operators write it. */
final class RouteBody {
    private static final long MOST_COST = 1_000_000_000L;
    private static final Shape<Duration> TIME =
            Shape.duration(Duration.ofMillis(1), Duration.ofHours(1));
    private static final Shape<Duration> TIME_OR_NONE =
            Shape.duration(Duration.ZERO, Duration.ofHours(1));

    private RouteBody() {}

    private record Match(String host, String path, List<String> methods) {
        static Match read(JsonFields fields) {
            return new Match(
                    fields.optional("host", RouteShapes.HOST).orElse(""),
                    fields.required("path", RouteShapes.PATH),
                    fields.list("methods", RouteShapes.METHOD));
        }
    }

    static Route read(JsonFields fields, Optional<String> pathId) {
        String id = PathId.read(fields, pathId);
        Optional<Match> match = fields.object("match", Match::read);
        if (match.isEmpty()) {
            fields.reject("match", "is missing; it must be an object with a path");
        }
        List<String> upstreams = fields.list("upstreams", RouteShapes.UPSTREAM);
        if (upstreams.isEmpty()) {
            fields.reject("upstreams", "must be a list of at least one address");
        }
        Route.Builder route =
                Route.newBuilder()
                        .setRouteId(id)
                        .setHost(match.map(Match::host).orElse(""))
                        .setPath(match.map(Match::path).orElse("/"))
                        .setMethods(match.map(Match::methods).orElse(List.of()))
                        .setUpstreams(upstreams)
                        .setScopes(fields.list("scopes", RouteShapes.SCOPE));
        admission(fields, route);
        forwarding(fields, route);
        return route.build();
    }

    private static void admission(JsonFields fields, Route.Builder route) {
        route.setEnvironments(
                fields.list("environments", Shape.choice(Environment.LIVE, Environment.TEST)));
        route.setCost(fields.optional("cost", Shape.number(1, MOST_COST)).orElse(1L));
        route.setAuth(
                fields.optional("auth", Shape.choice(RouteAuth.KEY, RouteAuth.NONE))
                        .orElse(RouteAuth.KEY));
        route.setCors(fields.object("cors", RouteBody::cors).orElse(null));
        route.setQueryKey(fields.optional("queryKey", RouteShapes.PARAMETER).orElse(""));
    }

    private static void forwarding(JsonFields fields, Route.Builder route) {
        Optional<String> prefix = fields.optional("stripPrefix", RouteShapes.PREFIX);
        prefix.filter(text -> !text.isEmpty() && !covers(text, route.getPath()))
                .ifPresent(_ ->
                        fields.reject(
                                "stripPrefix",
                                "must be the beginning of match.path, in whole"
                                        + " literal segments"));
        route.setStripPrefix(prefix.orElse(""));
        route.setPreserveHost(fields.optional("preserveHost", Shape.flag()).orElse(false));
        fields.optional("connectTimeout", TIME)
                .ifPresent(time -> route.setConnectTimeoutMillis((int) time.toMillis()));
        fields.optional("idleTimeout", TIME)
                .ifPresent(time -> route.setIdleTimeoutMillis((int) time.toMillis()));
        fields.optional("timeout", TIME_OR_NONE)
                .ifPresent(time -> route.setTimeoutMillis((int) time.toMillis()));
    }

    private static boolean covers(String prefix, String path) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }

    private static Cors cors(JsonFields fields) {
        var origins = fields.list("origins", RouteShapes.ORIGIN);
        if (origins.isEmpty()) {
            fields.reject("origins", "must be a list of at least one origin, or *");
        }
        return new Cors(
                origins,
                fields.list("methods", RouteShapes.METHOD),
                fields.list("headers", RouteShapes.HEADER),
                fields.optional("maxAgeSeconds", Shape.number(0, 86_400)).orElse(600L).intValue());
    }
}
