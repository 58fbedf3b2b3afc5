package io.tollgate.edge.limit;

import java.util.List;

/**
 * Where this edge stands among the live edges. Immutable.
 *
 * @param size number of live edges, this one included
 * @param rank position of this edge in the order of ids, -1 as long as the fleet does not know it
 */
record FleetPlace(int size, int rank) {
    /** An edge that has heard of nobody. */
    static final FleetPlace ALONE = new FleetPlace(1, -1);

    static FleetPlace of(String edgeId, List<String> edgeIds) {
        int rank = edgeIds.indexOf(edgeId);
        return new FleetPlace(rank < 0 ? edgeIds.size() + 1 : edgeIds.size(), rank);
    }

    /**
     * Whether this edge gets one unit of a remainder; an order that {@code rotation} turns gives to
     * each its turn.
     */
    boolean getsOneOf(long remainder, long rotation) {
        return rank >= 0 && Math.floorMod(rank + rotation, (long) size) < remainder;
    }
}
