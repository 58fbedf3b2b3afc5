package io.tollgate.edge.outbox;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What those who commit and the shipper share of one lane: how far it goes, how far Kafka has it,
 * and its newest chunks, which need not be read from disk. Thread-safe, with one thread at a time
 * that commits and one shipper.
 */
final class LaneLog {
    private final Lane lane;
    private final String boot;
    private final LaneAge age = new LaneAge();
    private final Queue<Chunk> recent = new ConcurrentLinkedQueue<>();
    private final AtomicLong recentBytes;
    private volatile long appended;
    private volatile long acknowledged;

    /**
     * A lane of which nothing waits.
     *
     * @param recentBytes bytes of all lanes' newest chunks together
     */
    LaneLog(Lane lane, String boot, AtomicLong recentBytes) {
        this.lane = lane;
        this.boot = boot;
        this.recentBytes = recentBytes;
    }

    Lane lane() {
        return lane;
    }

    String boot() {
        return boot;
    }

    /** The next sequence. */
    long appended() {
        return appended;
    }

    /** All events with a lower sequence are with Kafka. */
    long acknowledged() {
        return acknowledged;
    }

    /** Whether Kafka has everything. */
    boolean finished() {
        return acknowledged == appended;
    }

    /** When the oldest waiting event was appended, {@link LaneAge#NOTHING_WAITS} if none waits. */
    long oldestNanos() {
        return age.oldestNanos();
    }

    /** Takes over what an earlier boot left. */
    void found(long first, long next, long nowNanos) {
        acknowledged = first;
        age.appended(first, next, nowNanos);
        appended = next;
    }

    /** Notes a chunk that is on disk, and keeps it at hand while there is room for that. */
    void append(Chunk chunk, long mostRecentBytes, long nowNanos) {
        long bytes = chunk.bytes();
        if (recentBytes.get() + bytes <= mostRecentBytes) {
            recentBytes.addAndGet(bytes);
            recent.add(chunk);
        }
        age.appended(chunk.first(), chunk.next(), nowNanos);
        // Last, since the shipper looks at this first: what is below it is on disk and, if there
        // was room, at hand.
        appended = chunk.next();
    }

    /** The chunk at a sequence if it is at hand; for the shipper, which takes it out. */
    @Nullable Chunk takeRecent(long sequence) {
        Chunk head = recent.peek();
        while (head != null && head.first() < sequence) {
            drop(head);
            head = recent.peek();
        }
        if (head == null || head.first() != sequence) {
            return null;
        }
        drop(head);
        return head;
    }

    /** Where chunks at hand begin, at most the lane's end; what lies before must be read. */
    long recentFrom(long end) {
        Chunk head = recent.peek();
        return head == null ? end : Math.min(head.first(), end);
    }

    void acknowledge(long next) {
        acknowledged = next;
        age.acknowledged(next);
    }

    private void drop(Chunk head) {
        recent.remove();
        recentBytes.addAndGet(-head.bytes());
    }
}
