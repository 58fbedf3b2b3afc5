package io.tollgate.edge.table;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All routes, ready to be matched: by host (a name, then a wildcard, then any), path (segment by
 * segment, a literal, then {@code *}, then {@code **}, longer first) and method (named, then any);
 * the most specific wins. Immutable and thread-safe.
 */
public final class RouteTable {
    /** A table without routes. */
    public static final RouteTable EMPTY = new RouteTable(0, Map.of(), List.of());

    private static final String ANY_HOST = "";

    private final long version;
    private final Map<String, PathTree> hosts;
    private final List<CompiledRoute> routes;

    private RouteTable(long version, Map<String, PathTree> hosts, List<CompiledRoute> routes) {
        this.version = version;
        this.hosts = hosts;
        this.routes = routes;
    }

    /**
     * Compiles a table.
     *
     * @param allowedUpstream whether this edge may send requests to a base address
     * @throws IllegalArgumentException if a route is wrong, with its name and what is wrong
     */
    public static RouteTable compile(Routes table, Predicate<URI> allowedUpstream) {
        var hosts = new HashMap<String, PathTree>();
        var routes = new ArrayList<CompiledRoute>();
        var ids = new HashSet<String>();
        for (Route route : table.getRoutes()) {
            try {
                if (!ids.add(route.getRouteId())) {
                    throw new IllegalArgumentException("there are two routes of this name");
                }
                CompiledRoute compiled = compiled(route, allowedUpstream);
                hosts.computeIfAbsent(host(route.getHost()), _ -> new PathTree())
                        .add(RoutePattern.parse(route.getPath()), compiled);
                routes.add(compiled);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "route '" + route.getRouteId() + "': " + e.getMessage(), e);
            }
        }
        return new RouteTable(table.getVersion(), Map.copyOf(hosts), List.copyOf(routes));
    }

    /**
     * The most specific route for a request, null if there is none.
     *
     * @param host name that the client asked for, without a port; upper case is taken as lower
     * @param path canonical path, beginning with a slash
     * @param method as it was sent
     */
    public @Nullable CompiledRoute match(String host, String path, String method) {
        List<String> segments = RoutePattern.segmentsOf(path);
        String name = host.toLowerCase(Locale.ROOT);
        CompiledRoute found = match(hosts.get(name), segments, method);
        if (found == null) {
            int dot = name.indexOf('.');
            String wildcard = dot <= 0 ? null : "*" + name.substring(dot);
            found = wildcard == null ? null : match(hosts.get(wildcard), segments, method);
        }
        return found != null ? found : match(hosts.get(ANY_HOST), segments, method);
    }

    /** Counts the changes of the table; 0 if none was ever read. */
    public long version() {
        return version;
    }

    /** All routes, in the order of the table. */
    public List<CompiledRoute> routes() {
        return routes;
    }

    private static @Nullable CompiledRoute match(
            @Nullable PathTree tree, List<String> segments, String method) {
        return tree == null ? null : tree.match(segments, method);
    }

    private static CompiledRoute compiled(Route route, Predicate<URI> allowedUpstream) {
        if (route.getCost() < 0) {
            throw new IllegalArgumentException("cost must be at least 0, not " + route.getCost());
        }
        if (route.getEnvironments().contains(Environment.UNKNOWN)) {
            throw new IllegalArgumentException("an unknown environment");
        }
        var upstreams = new ArrayList<URI>();
        for (String address : route.getUpstreams()) {
            URI upstream = upstream(address);
            if (!allowedUpstream.test(upstream)) {
                throw new IllegalArgumentException(
                        "this edge's settings do not allow the upstream " + address);
            }
            upstreams.add(upstream);
        }
        return new CompiledRoute(
                route,
                List.copyOf(upstreams),
                Set.copyOf(route.getScopes()),
                Set.copyOf(route.getEnvironments()));
    }

    private static URI upstream(String address) {
        try {
            var upstream = new URI(address);
            String scheme = upstream.getScheme();
            if (("http".equals(scheme) || "https".equals(scheme)) && upstream.getHost() != null) {
                return upstream;
            }
        } catch (URISyntaxException _) {
            // The message below says what is wanted.
        }
        throw new IllegalArgumentException(
                "upstream '" + address + "' must be http:// or https:// and a host");
    }

    private static String host(String host) {
        String name = host.startsWith("*.") ? host.substring(2) : host;
        if (name.contains("*") || !name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "host '" + host + "' must be a lower-case name, with *. before it if at all");
        }
        return host;
    }
}
