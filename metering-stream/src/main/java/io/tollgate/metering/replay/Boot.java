package io.tollgate.metering.replay;

/**
 * One start of an edge's process. Immutable.
 *
 * @param edgeId the edge
 * @param boot names the start
 */
record Boot(String edgeId, String boot) implements Comparable<Boot> {
    @Override
    public int compareTo(Boot other) {
        int byEdge = edgeId.compareTo(other.edgeId);
        return byEdge == 0 ? boot.compareTo(other.boot) : byEdge;
    }
}
