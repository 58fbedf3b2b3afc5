package io.tollgate.edge.door;

import io.tollgate.edge.table.CompiledRoute;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request. Thread-safe. */
@FunctionalInterface
public interface RouteMatcher {
    /**
     * The most specific route that matches, null if none does.
     *
     * @param host in lower case and without a port, empty if the client named none
     * @param path decoded, without a query
     * @param method in upper case
     */
    @Nullable CompiledRoute match(String host, String path, String method);
}
