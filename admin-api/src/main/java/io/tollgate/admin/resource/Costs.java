package io.tollgate.admin.resource;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.Route;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Holds what requests cost against what limits allow: a request that costs more than a limit's
 * amount could never pass, so neither side may be written that makes one.
 */
final class Costs {
    private Costs() {}

    /**
     * Refuses limits that are below the cost of some route.
     *
     * @throws ProblemException if one is
     */
    static void checkLimits(List<Limit> limits, Collection<Route> routes) {
        Optional<Route> dearest = routes.stream().max(Comparator.comparingLong(Route::getCost));
        Optional<Limit> lowest = lowest(limits);
        if (dearest.isPresent()
                && lowest.isPresent()
                && lowest.get().getAmount() < dearest.get().getCost()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "the limit '"
                            + lowest.get().getName()
                            + "' allows "
                            + lowest.get().getAmount()
                            + ", less than one request on route '"
                            + dearest.get().getRouteId()
                            + "' costs, which is "
                            + dearest.get().getCost());
        }
    }

    /**
     * Refuses a route that costs more than some limit allows.
     *
     * @throws ProblemException if it does
     */
    static void checkRoute(Route route, Collection<Limit> limits) {
        Optional<Limit> lowest = lowest(limits);
        if (lowest.isPresent() && lowest.get().getAmount() < route.getCost()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "a request would cost "
                            + route.getCost()
                            + ", more than the limit '"
                            + lowest.get().getName()
                            + "' of a plan, owner or key allows, which is "
                            + lowest.get().getAmount());
        }
    }

    private static Optional<Limit> lowest(Collection<Limit> limits) {
        return limits.stream().min(Comparator.comparingLong(Limit::getAmount));
    }
}
