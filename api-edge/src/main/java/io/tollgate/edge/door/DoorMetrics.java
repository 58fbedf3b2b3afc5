package io.tollgate.edge.door;

import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Upstream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what the doors do. Thread-safe, and made to be cheap rather than exact to the moment. */
public final class DoorMetrics {
    /** Upper bounds of the latency's classes, in microseconds; what is longer falls in one more. */
    public static final List<Long> LATENCY_BOUNDS_MICROS =
            List.of(
                    250L,
                    500L,
                    1_000L,
                    2_500L,
                    5_000L,
                    10_000L,
                    25_000L,
                    50_000L,
                    100_000L,
                    250_000L,
                    500_000L,
                    1_000_000L,
                    2_500_000L,
                    10_000_000L);

    private static final long[] BOUNDS =
            LATENCY_BOUNDS_MICROS.stream().mapToLong(Long::longValue).toArray();

    private final EnumCounter<Outcome> ofProxy = new EnumCounter<>(Outcome.class);
    private final EnumCounter<Outcome> ofForwardAuth = new EnumCounter<>(Outcome.class);
    private final EnumCounter<Upstream> upstreams = new EnumCounter<>(Upstream.class);
    private final LongAdder[] latencies = adders(BOUNDS.length + 1);
    private final LongAdder latencySumMicros = new LongAdder();
    private final LongAdder preflights = new LongAdder();
    private final LongAdder certificatesTaken = new LongAdder();
    private final LongAdder certificatesRefused = new LongAdder();
    private final LongAdder slowClients = new LongAdder();
    private volatile @Nullable Instant certificateNotAfter;

    void slowClient() {
        slowClients.increment();
    }

    void slowClients(int number) {
        slowClients.add(number);
    }

    /** Clients that were cut off because they were too slow. */
    public long slowClients() {
        return slowClients.sum();
    }

    /** The certificate that the public door shows lasts until then. */
    void certificate(Instant notAfter) {
        certificateNotAfter = notAfter;
    }

    void certificateTaken() {
        certificatesTaken.increment();
    }

    void certificateRefused() {
        certificatesRefused.increment();
    }

    /** When the public door's certificate runs out; null without TLS. */
    public @Nullable Instant certificateNotAfter() {
        return certificateNotAfter;
    }

    /** How often a new certificate took the place of the public door's. */
    public long certificatesTaken() {
        return certificatesTaken.sum();
    }

    /** How often a new certificate could not be used. */
    public long certificatesRefused() {
        return certificatesRefused.sum();
    }

    void judged(Door door, Outcome outcome) {
        of(door).increment(outcome);
    }

    void preflight() {
        preflights.increment();
    }

    void ended(Upstream upstream, long micros) {
        upstreams.increment(upstream);
        latencySumMicros.add(micros);
        latencies[classOf(micros)].increment();
    }

    /** Requests by outcome since the start. */
    public long requests(Door door, Outcome outcome) {
        return of(door).sum(outcome);
    }

    /** Admitted exchanges that ended, by how the upstream did. */
    public long upstreams(Upstream upstream) {
        return upstreams.sum(upstream);
    }

    /** Preflights answered. */
    public long preflights() {
        return preflights.sum();
    }

    /** Admitted exchanges that ended, by class of latency. */
    public long latencies(int latencyClass) {
        return latencies[latencyClass].sum();
    }

    /** Sum of the latencies of admitted exchanges that ended, in microseconds. */
    public long latencySumMicros() {
        return latencySumMicros.sum();
    }

    private EnumCounter<Outcome> of(Door door) {
        return door == Door.FORWARD_AUTH ? ofForwardAuth : ofProxy;
    }

    private static LongAdder[] adders(int count) {
        var adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    private static int classOf(long micros) {
        for (int i = 0; i < BOUNDS.length; i++) {
            if (micros <= BOUNDS[i]) {
                return i;
            }
        }
        return BOUNDS.length;
    }
}
