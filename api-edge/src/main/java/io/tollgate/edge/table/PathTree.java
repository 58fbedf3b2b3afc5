package io.tollgate.edge.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host by path: a tree of segments. Filled while the table is compiled, then only
 * read.
 */
final class PathTree {
    /** Routes of one path, at most one for each method and one for all others. */
    private static final class Methods {
        private final Map<String, CompiledRoute> byMethod = new HashMap<>();
        private @Nullable CompiledRoute any;

        @Nullable CompiledRoute of(String method) {
            return byMethod.getOrDefault(method, any);
        }

        void add(CompiledRoute route) {
            List<String> methods = route.definition().getMethods();
            if (methods.isEmpty()) {
                refuseTie(any, route);
                any = route;
            }
            for (String method : methods) {
                refuseTie(byMethod.put(method, route), route);
            }
        }

        private static void refuseTie(@Nullable CompiledRoute before, CompiledRoute route) {
            if (before != null) {
                throw new IllegalArgumentException(
                        "routes '"
                                + before.id()
                                + "' and '"
                                + route.id()
                                + "' match the same requests");
            }
        }
    }

    private static final class Node {
        private final Map<String, Node> literal = new HashMap<>();
        private @Nullable Node one;
        private final Methods closed = new Methods();
        private final Methods open = new Methods();
    }

    private final Node root = new Node();

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException if another one matches the same requests
     */
    void add(RoutePattern pattern, CompiledRoute route) {
        Node node = root;
        for (String segment : pattern.segments()) {
            node = child(node, segment);
        }
        (pattern.open() ? node.open : node.closed).add(route);
    }

    /** The most specific route for a path and method, null if there is none. */
    @Nullable CompiledRoute match(List<String> segments, String method) {
        return match(root, segments, 0, method);
    }

    private static Node child(Node node, String segment) {
        if (!segment.equals(RoutePattern.ONE)) {
            return node.literal.computeIfAbsent(segment, _ -> new Node());
        }
        Node one = node.one;
        if (one == null) {
            one = new Node();
            node.one = one;
        }
        return one;
    }

    /** Tries the more specific branch first; each node is visited at most once. */
    private static @Nullable CompiledRoute match(
            Node node, List<String> segments, int depth, String method) {
        CompiledRoute found = null;
        if (depth == segments.size()) {
            found = node.closed.of(method);
        } else {
            String segment = segments.get(depth);
            Node next = node.literal.get(segment);
            if (next != null) {
                found = match(next, segments, depth + 1, method);
            }
            if (found == null && node.one != null && !segment.isEmpty()) {
                found = match(node.one, segments, depth + 1, method);
            }
        }
        return found != null ? found : node.open.of(method);
    }
}
