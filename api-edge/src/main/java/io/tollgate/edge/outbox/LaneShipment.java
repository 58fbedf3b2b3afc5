package io.tollgate.edge.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a lane is shipped: what is under way, and up to where Kafka has everything. Not
 * thread-safe.
 */
final class LaneShipment {
    private static final long WORTH_A_RECORD = 512;
    private static final int MOST_WINDOWS = 16;

    private final LaneLog log;
    private final ArrayDeque<Window> inFlight = new ArrayDeque<>();
    private long inFlightBytes;
    private long sent;
    private long forgotten;

    LaneShipment(LaneLog log) {
        this.log = log;
        sent = log.acknowledged();
        forgotten = sent;
    }

    LaneLog log() {
        return log;
    }

    /** The first sequence that is not under way. */
    long sent() {
        return sent;
    }

    /** How many windows are under way. */
    int inFlightWindows() {
        return inFlight.size();
    }

    /** What has been under way for longest, null if nothing is. */
    @Nullable Window oldestInFlight() {
        return inFlight.peekFirst();
    }

    /** Whether there is something to send, and room for it on the way. */
    boolean maySend(long mostBytes) {
        return log.appended() > sent
                && inFlight.size() < MOST_WINDOWS
                && (inFlight.isEmpty() || inFlightBytes < mostBytes);
    }

    /** Whether so much waits that it needs no company. */
    boolean isWorthARecord() {
        return log.appended() - sent >= WORTH_A_RECORD;
    }

    /** Notes that a window is under way. */
    void send(Window window, long nowNanos) {
        window.sent(nowNanos);
        inFlight.add(window);
        inFlightBytes += window.bytes();
        sent = window.next();
    }

    /** Takes out the windows that are settled with all before them, and moves up behind them. */
    List<Window> takeSettled() {
        var settled = new ArrayList<Window>();
        while (!inFlight.isEmpty() && inFlight.getFirst().settled()) {
            Window window = inFlight.removeFirst();
            inFlightBytes -= window.bytes();
            settled.add(window);
        }
        if (!settled.isEmpty()) {
            log.acknowledge(inFlight.isEmpty() ? sent : settled.getLast().next());
        }
        return settled;
    }

    /** Gives up what is under way, to be sent again from what Kafka has on. */
    void rewind() {
        inFlight.forEach(Window::abandon);
        inFlight.clear();
        inFlightBytes = 0;
        sent = log.acknowledged();
    }

    /** Goes on behind events that are not to be found. */
    void skipTo(long sequence) {
        sent = sequence;
        if (inFlight.isEmpty()) {
            log.acknowledge(sequence);
        }
    }

    /** From where on the store may still hold what Kafka has. */
    long forgotten() {
        return forgotten;
    }

    /** Notes that the store holds nothing below a sequence. */
    void forgotten(long below) {
        forgotten = below;
    }
}
