package io.tollgate.admin.usage;

import io.tollgate.schemas.wire.LatencySketch;
import java.util.Optional;

/**
 * How long answers took, in microseconds: what half of them, nine of ten and 99 of 100 did not
 * exceed.
 */
record Latencies(long p50Micros, long p90Micros, long p99Micros) {
    /** What a sketch tells, if it is of any answers. */
    static Optional<Latencies> of(LatencySketch sketch) {
        return sketch.quantile(0.5).isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Latencies(
                                sketch.quantile(0.5).orElseThrow(),
                                sketch.quantile(0.9).orElseThrow(),
                                sketch.quantile(0.99).orElseThrow()));
    }
}
