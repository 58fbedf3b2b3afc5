package io.tollgate.edge.outbox;

import java.util.Comparator;

/**
 * What is numbered and shipped in a row: the events of one boot on one partition. Earlier boots
 * come first.
 *
 * @param ordinal number of the boot among those that used this outbox
 * @param partition of the topic {@code requests}
 */
record Lane(int ordinal, int partition) implements Comparable<Lane> {
    private static final Comparator<Lane> ORDER =
            Comparator.comparingInt(Lane::ordinal).thenComparingInt(Lane::partition);

    @Override
    public int compareTo(Lane other) {
        return ORDER.compare(this, other);
    }
}
