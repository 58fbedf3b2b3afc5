package io.tollgate.edge.outbox;

import io.tollgate.edge.event.EventLog.Written;
import io.tollgate.edge.fleet.EdgeIdentity;
import io.tollgate.edge.fleet.FleetClock;
import io.tollgate.settings.KafkaConnection;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One boot of an edge as far as its outbox goes, for tests. */
final class EdgeOnDisk implements AutoCloseable {
    final EdgeIdentity identity;
    final FleetClock clock;
    final Outbox outbox;
    final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
    final AtomicInteger refused = new AtomicInteger();

    EdgeOnDisk(Path directory, KafkaConnection kafka, String topic) throws StoreException {
        this(directory, kafka, topic, ChargeListener.NOBODY);
    }

    EdgeOnDisk(Path directory, KafkaConnection kafka, String topic, ChargeListener charges)
            throws StoreException {
        this(directory, kafka, topic, charges, 1);
    }

    EdgeOnDisk(
            Path directory,
            KafkaConnection kafka,
            String topic,
            ChargeListener charges,
            int generation)
            throws StoreException {
        identity = EdgeIdentity.open(directory, new SecureRandom(), InstantSource.system());
        clock = new FleetClock(InstantSource.system(), System::nanoTime);
        outbox =
                Outbox.open(
                        OutboxSettings.in(directory.resolve("outbox")),
                        identity,
                        kafka,
                        generation,
                        to -> topic + (to == 1 ? "" : "-" + to),
                        clock,
                        System::nanoTime);
        outbox.start(charges);
    }

    /** Appends an admitted request's event, again and again until there is room for it. */
    void append(String owner, String requestId) {
        var draft = Events.admitted(owner, requestId);
        while (!outbox.events().append(draft, answer(requestId))) {
            Thread.onSpinWait();
        }
    }

    /** Ends it, and says how many events remain. */
    long close(Duration shipAtMost) {
        long remaining = outbox.close(shipAtMost);
        identity.close();
        return remaining;
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    private Written answer(String requestId) {
        return new Written() {
            @Override
            public void written() {
                confirmed.add(requestId);
            }

            @Override
            public void refused(String reason) {
                refused.incrementAndGet();
            }
        };
    }
}
