package io.tollgate.edge.outbox;

import java.nio.file.Path;

/**
 * How an outbox keeps events.
 *
 * @param directory where they are kept
 * @param maxEvents how many may wait
 * @param maxBytes how much may wait, as events are encoded
 * @param whenFull what becomes of events for which there is no room
 * @param sync whether events are forced onto the disk, in groups, before an answer
 * @param queued how many events may wait to be written
 * @param refusalCells how many kinds of refusals are told by name each second
 */
public record OutboxSettings(
        Path directory,
        long maxEvents,
        long maxBytes,
        WhenFull whenFull,
        boolean sync,
        int queued,
        int refusalCells) {
    /** What becomes of events for which there is no room. */
    public enum WhenFull {
        /** The request is refused. */
        REFUSE,
        /** The request goes on, its event is dropped and counted. */
        DROP
    }

    /** What fits most edges, in a directory. */
    public static OutboxSettings in(Path directory) {
        return new OutboxSettings(
                directory, 2_000_000, 1L << 30, WhenFull.REFUSE, false, 8192, 1000);
    }
}
