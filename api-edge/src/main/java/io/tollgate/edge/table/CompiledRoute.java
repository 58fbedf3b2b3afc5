package io.tollgate.edge.table;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Route;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * A route ready for use: what is looked at for each request is parsed already. Immutable.
 *
 * @param definition the route as it was written
 * @param upstreams base addresses of the servers behind it
 * @param scopes scopes that a key must have, all of them
 * @param environments environments whose keys may use it; empty means all
 */
public record CompiledRoute(
        Route definition, List<URI> upstreams, Set<String> scopes, Set<Environment> environments) {

    /** Name of the route. */
    public String id() {
        return definition.getRouteId();
    }
}
