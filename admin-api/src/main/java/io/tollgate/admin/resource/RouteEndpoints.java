package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.topics.Topics;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** {@code /v1/routes}: members of one table, which is checked and replaced as a whole. */
public final class RouteEndpoints {
    private static final String PATH = "/v1/routes";
    private static final int MOST = 2_000;

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Entities<Route> routes;

    /** Works on a state through its ledger. */
    public RouteEndpoints(State state, Topics topics, Ledger ledger, InstantSource clock) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.clock = clock;
        this.routes =
                new Entities<>(
                        "route",
                        PATH,
                        this::find,
                        () -> state.routeList().stream(),
                        Route::getRouteId,
                        RouteEndpoints::version,
                        RouteView::of);
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_ROUTES, routes::list),
                Endpoint.post(PATH, Permission.EDIT_ROUTES, this::create),
                Endpoint.get(PATH + "/{id}", Permission.READ_ROUTES, routes::read),
                Endpoint.put(PATH + "/{id}", Permission.EDIT_ROUTES, this::change),
                Endpoint.delete(PATH + "/{id}", Permission.EDIT_ROUTES, this::delete));
    }

    private Answer create(Call call) {
        Route route = call.read(fields -> RouteBody.read(fields, Optional.empty()));
        ledger.change(changes -> {
            routes.demandFree(route.getRouteId());
            return put(changes, route);
        });
        return routes.created(route);
    }

    private Answer change(Call call) {
        Route route = call.read(fields -> RouteBody.read(fields, Optional.of(call.part("id"))));
        ledger.change(changes -> {
            routes.demandVersion(call);
            return put(changes, route);
        });
        return routes.shown(200, route);
    }

    private Answer delete(Call call) {
        ledger.change(changes -> {
            String id = routes.demandVersion(call).getRouteId();
            return replace(changes, others(id));
        });
        return Answer.nothing();
    }

    private Routes put(Changes changes, Route route) {
        List<Route> table = others(route.getRouteId());
        RouteTies.tieOf(route, table)
                .ifPresent(other -> {
                    throw new ProblemException(
                            ProblemType.CONFLICT,
                            "the route '"
                                    + other.getRouteId()
                                    + "' matches the same host, path and a same method; neither"
                                    + " would be more specific");
                });
        Costs.checkRoute(route, state.limits());
        if (table.size() >= MOST) {
            throw new ProblemException(
                    ProblemType.CONFLICT, "there are " + MOST + " routes, which is the most");
        }
        table.add(route);
        table.sort(Comparator.comparing(Route::getRouteId));
        return replace(changes, table);
    }

    private Routes replace(Changes changes, List<Route> table) {
        long before = state.routes().find(Topics.SINGLE_KEY).map(Routes::getVersion).orElse(0L);
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var routes = new Routes(before + 1, table, now);
        changes.put(topics.routes, Topics.SINGLE_KEY, routes);
        return routes;
    }

    private List<Route> others(String id) {
        var others = new ArrayList<>(state.routeList());
        others.removeIf(route -> route.getRouteId().equals(id));
        return others;
    }

    private Optional<Route> find(String id) {
        return state.routeList().stream()
                .filter(route -> route.getRouteId().equals(id))
                .findFirst();
    }

    /** Routes carry no number of their own, so their tag is made of what they say. */
    private static Object version(Route route) {
        var crc = new CRC32C();
        crc.update(Json.write(RouteView.of(route)));
        return Long.toHexString(crc.getValue());
    }
}
