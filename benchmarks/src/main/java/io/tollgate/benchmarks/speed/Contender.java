package io.tollgate.benchmarks.speed;

import io.tollgate.benchmarks.fleet.Program;
import java.time.Duration;
import java.util.List;

/**
 * A server under load.
 *
 * @param serving the programs whose CPU counts
 */
record Contender(String name, String url, List<Program> serving) {
    Duration cpu() {
        return serving.stream().map(Program::cpu).reduce(Duration.ZERO, Duration::plus);
    }
}
