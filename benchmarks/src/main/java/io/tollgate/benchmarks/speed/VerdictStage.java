package io.tollgate.benchmarks.speed;

import io.tollgate.benchmarks.VerdictBenchmark;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** From credential to verdict, by JMH. */
final class VerdictStage {
    private static final double MOST_MICROS = 1.5;
    private static final double MOST_BYTES = 300;

    private VerdictStage() {}

    static List<Line> run() throws RunnerException {
        var options =
                new OptionsBuilder()
                        .include(VerdictBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build();
        Collection<RunResult> results = new Runner(options).run();
        RunResult result = results.iterator().next();
        double micros = result.getPrimaryResult().getScore() / 1000;
        double bytes = allocated(result.getSecondaryResults());
        return List.of(
                Line.atMost("verdict: credential to verdict, µs", micros, MOST_MICROS, "%.2f"),
                Line.atMost("verdict: allocated, bytes", bytes, MOST_BYTES, "%.0f"));
    }

    private static double allocated(Map<String, ?> results) {
        return results.entrySet().stream()
                .filter(each -> each.getKey().endsWith("gc.alloc.rate.norm"))
                .mapToDouble(each -> ((Result<?>) each.getValue()).getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
