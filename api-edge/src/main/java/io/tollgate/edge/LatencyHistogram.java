package io.tollgate.edge;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.tollgate.edge.door.DoorMetrics;
import java.util.List;

/** How long admitted exchanges took, as Prometheus wants histograms; added up when it asks. */
final class LatencyHistogram implements Collector {
    private static final double MICROS = 1e6;

    private final DoorMetrics doors;

    LatencyHistogram(DoorMetrics doors) {
        this.doors = doors;
    }

    @Override
    public MetricSnapshot collect() {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        List<Long> micros = DoorMetrics.LATENCY_BOUNDS_MICROS;
        for (int i = 0; i <= micros.size(); i++) {
            buckets.bucket(
                    i < micros.size() ? micros.get(i) / MICROS : Double.POSITIVE_INFINITY,
                    doors.latencies(i));
        }
        return HistogramSnapshot.builder()
                .name("tollgate_latency_seconds")
                .help("From the arrival of an admitted request's head to the end of its answer")
                .dataPoint(
                        HistogramDataPointSnapshot.builder()
                                .classicHistogramBuckets(buckets.build())
                                .sum(doors.latencySumMicros() / MICROS)
                                .build())
                .build();
    }
}
