package io.tollgate.admin.resource;

import io.tollgate.schemas.Route;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;

/**
 * Finds routes of which neither is more specific for some request. A named host beats a wildcard
 * and that beats none; paths are compared segment by segment, a literal beating {@code *} and that
 * {@code **}; named methods beat none. So two routes tie exactly if host and path are the same and
 * both name no method or share one.
 */
final class RouteTies {
    private RouteTies() {}

    /** A route among others that ties with one; itself, by id, is not meant. */
    static Optional<Route> tieOf(Route one, Collection<Route> others) {
        return others.stream()
                .filter(other -> !other.getRouteId().equals(one.getRouteId()))
                .filter(other ->
                        other.getHost().equals(one.getHost())
                                && other.getPath().equals(one.getPath()))
                .filter(other ->
                        (one.getMethods().isEmpty() && other.getMethods().isEmpty())
                                || !Collections.disjoint(one.getMethods(), other.getMethods()))
                .findFirst();
    }
}
