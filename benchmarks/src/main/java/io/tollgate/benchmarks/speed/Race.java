package io.tollgate.benchmarks.speed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Servers under the same load, one at a time, in rounds of changing order. */
final class Race {
    private static final int WARM_SECONDS = 20;
    private static final int ROUND_SECONDS = 5;
    private static final int ROUNDS = 5;

    private final Wrk load;

    Race(Wrk load) {
        this.load = load;
    }

    /** One contender's round. */
    private record Round(double cpuMicros, double perSecond, double slowestMillis) {}

    /** Medians of all rounds. */
    record Figures(double cpuMicros, double perSecond, double slowestMillis) {}

    /**
     * Runs all rounds.
     *
     * @throws IllegalStateException if a server does not answer all requests with success
     */
    Map<String, Figures> run(List<Contender> contenders) throws IOException, InterruptedException {
        var rounds = new LinkedHashMap<String, List<Round>>();
        for (Contender contender : contenders) {
            load.run(contender.url(), WARM_SECONDS);
            rounds.put(contender.name(), new ArrayList<>());
        }
        for (int i = 0; i < ROUNDS; i++) {
            for (Contender contender : i % 2 == 0 ? contenders : contenders.reversed()) {
                Round round = round(contender);
                rounds.getOrDefault(contender.name(), List.of()).add(round);
                System.err.printf(
                        Locale.ROOT,
                        "round %d  %-28s %6.1f us CPU per request  %,8.0f requests/s  99%% %.1f"
                                + " ms%n",
                        i + 1,
                        contender.name(),
                        round.cpuMicros(),
                        round.perSecond(),
                        round.slowestMillis());
            }
        }
        var medians = new LinkedHashMap<String, Figures>();
        rounds.forEach((name, all) ->
                medians.put(
                        name,
                        new Figures(
                                median(all, Round::cpuMicros),
                                median(all, Round::perSecond),
                                median(all, Round::slowestMillis))));
        return medians;
    }

    private Round round(Contender contender) throws IOException, InterruptedException {
        long before = contender.cpu().toNanos();
        Wrk.Result result = load.run(contender.url(), ROUND_SECONDS);
        long took = contender.cpu().toNanos() - before;
        if (result.failed() > 0) {
            throw new IllegalStateException(
                    contender.name()
                            + " refused "
                            + result.failed()
                            + " of "
                            + result.requests()
                            + " requests");
        }
        return new Round(
                took / 1e3 / result.requests(), result.perSecond(), result.slowestMillis());
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
