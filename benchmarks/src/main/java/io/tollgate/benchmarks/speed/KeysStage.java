package io.tollgate.benchmarks.speed;

import io.tollgate.benchmarks.fleet.LocalFleet;
import io.tollgate.benchmarks.fleet.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How long an edge takes to know a million keys, and what ten million cost it. {@code
 * BENCHMARK_MANY_KEYS} makes the ten million fewer, for a try.
 */
final class KeysStage {
    private static final long MILLION = 1_000_000;
    private static final long MOST_FROM_NOTHING = 12;
    private static final long MOST_FROM_DISK = 3;
    private static final double MOST_HEAP_MIB = 1024;
    private static final double MOST_MICROS = 20;
    private static final List<String> HEAP = List.of("-Xmx512m");

    private final LocalFleet fleet;
    private final Path directory;

    private KeysStage(LocalFleet fleet, Path directory) {
        this.fleet = fleet;
        this.directory = directory;
    }

    static List<Line> run(Path directory) throws IOException, InterruptedException {
        try (LocalFleet fleet = LocalFleet.start(directory)) {
            var stage = new KeysStage(fleet, directory);
            var keys = new ManyKeys(fleet.kafka());
            keys.prepare();
            keys.write(0, MILLION);
            var lines = new ArrayList<>(stage.million());
            String wanted = System.getenv("BENCHMARK_MANY_KEYS");
            long many = wanted == null ? 10 * MILLION : Long.parseLong(wanted);
            keys.write(MILLION, many);
            lines.addAll(stage.many(many));
            return lines;
        }
    }

    private List<Line> million() throws IOException, InterruptedException {
        double bare = bareTable();
        double nothing = start();
        double disk = start();
        return List.of(
                Line.plain("keys: a million in a bare GlobalKTable, seconds", "%.1f", bare),
                Line.atMost(
                        "keys: a million, ready from nothing, seconds",
                        nothing,
                        MOST_FROM_NOTHING,
                        "%.1f"),
                Line.atMost(
                        "keys: a million, ready from its disk, seconds",
                        disk,
                        MOST_FROM_DISK,
                        "%.1f"));
    }

    /** From the start of an edge's process until it is ready; then it is stopped in order. */
    private double start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        LocalFleet.Edge edge = fleet.edge("edge", HEAP, Map.of());
        fleet.awaitReady(edge.privatePort());
        double seconds = (System.nanoTime() - begin) / 1e9;
        Process process = edge.program().process();
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the edge did not stop within a minute");
        }
        return seconds;
    }

    private double bareTable() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String printed =
                output(
                        BareTable.class,
                        HEAP,
                        fleet.kafka(),
                        ManyKeys.TOPICS.keys.name(),
                        directory.resolve("bare").toString());
        if (!printed.contains("ready")) {
            throw new IllegalStateException("the bare table failed: " + printed);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private List<Line> many(long keys) throws IOException, InterruptedException {
        String[] figures =
                output(
                                KeyLookups.class,
                                List.of("-Xmx1g"),
                                fleet.kafka(),
                                directory.resolve("many").toString(),
                                String.valueOf(keys))
                        .strip()
                        .split(" ", -1);
        String what = String.format("keys: %,d", keys);
        return List.of(
                Line.plain(what + ", read from nothing, seconds", "%s", figures[0]),
                Line.atMost(
                        what + ", heap in use of -Xmx1g, MiB",
                        Double.parseDouble(figures[1]),
                        MOST_HEAP_MIB,
                        "%.0f"),
                Line.plain(what + ", median of look-ups, µs", "%s", figures[2]),
                Line.atMost(
                        what + ", 99th percentile of look-ups, µs",
                        Double.parseDouble(figures[3]),
                        MOST_MICROS,
                        "%.1f"));
    }

    private String output(Class<?> main, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        String name = main.getSimpleName();
        Program program =
                Program.start(
                        name,
                        directory,
                        Map.of(),
                        Program.javaCommand(options, main.getName(), arguments));
        try (program) {
            if (program.process().waitFor() != 0) {
                throw new IllegalStateException(
                        name + " failed; its log in " + directory + " says why");
            }
        }
        List<String> lines = Files.readAllLines(directory.resolve(name + ".log"));
        return lines.getLast();
    }
}
