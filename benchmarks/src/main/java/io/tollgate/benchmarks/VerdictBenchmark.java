package io.tollgate.benchmarks;

import io.tollgate.benchmarks.speed.VerdictSubject;
import io.tollgate.edge.verdict.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From the credential as it was sent to the verdict, with the key in the cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"
        })
public class VerdictBenchmark {
    private @Nullable VerdictSubject subject;
    private List<String> authorization = List.of();

    /** Fills an edge's tables from a broker, which then ends. */
    @Setup
    public void fill() throws Exception {
        var opened = VerdictSubject.open();
        authorization = List.of("Bearer " + opened.secret());
        subject = opened;
    }

    /** Closes the tables. */
    @TearDown
    public void close() {
        Objects.requireNonNull(subject).close();
    }

    /** A key under a rate and a quota. */
    @Benchmark
    public Verdict limited() {
        return Objects.requireNonNull(subject).judge(authorization);
    }
}
