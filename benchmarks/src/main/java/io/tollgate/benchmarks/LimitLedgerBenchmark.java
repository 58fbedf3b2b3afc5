package io.tollgate.benchmarks;

import io.tollgate.edge.limit.LimitDecision;
import io.tollgate.edge.limit.LimitLedger;
import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.limit.LimitWindow;
import io.tollgate.schemas.LimitScope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What charging a request against a rate and a quota costs, and what refusing it costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LimitLedgerBenchmark {
    private static final long NOW = 1_790_000_000_000L;
    private static final LimitWindow MINUTE = new LimitWindow.Sliding(Duration.ofMinutes(1));

    private final List<LimitSpec> wide =
            List.of(
                    new LimitSpec(
                            "minute", Long.MAX_VALUE / 1_000_000, MINUTE, LimitScope.KEY, true),
                    new LimitSpec(
                            "day",
                            Long.MAX_VALUE / 4,
                            LimitWindow.Calendar.DAY,
                            LimitScope.OWNER,
                            true));
    private final List<LimitSpec> narrow =
            List.of(new LimitSpec("one", 1, MINUTE, LimitScope.KEY, true));
    private final LimitLedger ledger = new LimitLedger("edge", owner -> 0, partition -> false);

    /** A request that both limits admit. */
    @Benchmark
    public LimitDecision charged() {
        return ledger.charge("key_1", "acme", wide, 1, true, NOW);
    }

    /** A request of a key whose limit is used up. */
    @Benchmark
    public LimitDecision exhausted() {
        return ledger.charge("key_2", "acme", narrow, 1, true, NOW);
    }
}
