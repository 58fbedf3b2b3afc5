package io.tollgate.metering.replay;

import io.tollgate.metering.Range;
import java.util.List;

/**
 * What became of the events of one boot of an edge on one partition of {@code requests}. Immutable.
 * It adds up: appended is the sum of counted, in flight, lost and not read.
 *
 * @param edgeId the edge
 * @param name its display name, empty if it never told one
 * @param boot the start of its process
 * @param gone whether the boot has ended, by its word or by its silence
 * @param partition of {@code requests}
 * @param appended how many events the edge wrote to its outbox, by its last heartbeat or by what
 *     arrived since
 * @param acknowledged all events with a lower sequence were acknowledged by Kafka, by its last
 *     heartbeat or by what arrived since
 * @param counted in {@code requests}, and metering has read them
 * @param onEdge not acknowledged yet, so the edge still has them
 * @param inKafka in {@code requests}, but metering has not come to them
 * @param lost missing for good, unless the edge comes back with them on its disk
 * @param notRead sent before the part of {@code requests} that was read begins
 * @param missing sequences of the lost that were found by reading, rising
 */
public record LedgerLine(
        String edgeId,
        String name,
        String boot,
        boolean gone,
        int partition,
        long appended,
        long acknowledged,
        long counted,
        long onEdge,
        long inKafka,
        long lost,
        long notRead,
        List<Range> missing) {
    /** Checks that it adds up. */
    public LedgerLine {
        if (appended != counted + onEdge + inKafka + lost + notRead) {
            throw new IllegalArgumentException(
                    "%s|%s on partition %d does not add up: %d are not %d + %d + %d + %d + %d"
                            .formatted(
                                    edgeId, boot, partition, appended, counted, onEdge, inKafka,
                                    lost, notRead));
        }
        missing = List.copyOf(missing);
    }

    /** On their way: on the edge's disk, or in Kafka before metering has read them. */
    public long inFlight() {
        return onEdge + inKafka;
    }

    /** Whether all of it is older than what was read, and as far as is known nothing is missing. */
    boolean isHistory() {
        return appended == notRead;
    }
}
