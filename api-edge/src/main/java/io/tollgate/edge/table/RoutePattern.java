package io.tollgate.edge.table;

import java.util.List;

/**
 * The path pattern of a route, in segments. Immutable.
 *
 * @param segments literals, or {@link #ONE} for any one segment
 * @param open whether any number of segments may follow
 */
record RoutePattern(List<String> segments, boolean open) {
    /** Stands for any one segment that is not empty. */
    static final String ONE = "*";

    private static final String ANY = "**";

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static RoutePattern parse(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '" + path + "' must begin with /");
        }
        List<String> parts = segmentsOf(path);
        boolean open = parts.getLast().equals(ANY);
        List<String> segments = open ? parts.subList(0, parts.size() - 1) : parts;
        for (String segment : segments) {
            if (segment.contains(ONE) && !segment.equals(ONE)) {
                throw new IllegalArgumentException(
                        "path '"
                                + path
                                + "' must have * as a whole segment and ** at the end, if at all");
            }
        }
        return new RoutePattern(List.copyOf(segments), open);
    }

    /** The segments of a path that begins with a slash; one that ends with it has an empty last. */
    static List<String> segmentsOf(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}
