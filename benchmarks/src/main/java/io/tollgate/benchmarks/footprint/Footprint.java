package io.tollgate.benchmarks.footprint;

import io.tollgate.benchmarks.fleet.LocalFleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;

/**
 * Records and bytes on each topic and CPU of each program, per second of a fleet at rest and per
 * million requests on top of that. Starts a broker, admin, metering and two edges as processes,
 * asks the edges about keys as nginx does, and ends them.
 *
 * <pre>Footprint [requests] [keys]</pre>
 */
public final class Footprint {
    private static final int CLIENTS = 32;
    private static final int REST_SECONDS = 30;
    private static final int SETTLES_SECONDS = 15;
    private static final int EDGES = 2;

    private final LocalFleet fleet;

    private Footprint(LocalFleet fleet) {
        this.fleet = fleet;
    }

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        long requests = arguments.length > 0 ? Long.parseLong(arguments[0]) : 300_000;
        int keys = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
        Path directory = Files.createTempDirectory("tollgate-footprint");
        try (LocalFleet fleet = LocalFleet.start(directory)) {
            fleet.admin();
            fleet.metering();
            for (int i = 1; i <= EDGES; i++) {
                fleet.edge("edge-" + i);
            }
            new Footprint(fleet).measure(requests, keys);
        }
        System.exit(0);
    }

    private void measure(long requests, int keys) throws Exception {
        List<String> secrets = fleet.keys(keys, "http://127.0.0.1:9");
        send(secrets, requests / 3);
        TimeUnit.SECONDS.sleep(SETTLES_SECONDS);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", fleet.kafka()))) {
            Reading before = Reading.of(admin, fleet.programs());
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            Reading rested = Reading.of(admin, fleet.programs());
            send(secrets, requests);
            double busy = (System.nanoTime() - rested.nanos()) / 1e9;
            TimeUnit.SECONDS.sleep(SETTLES_SECONDS);
            Reading after = Reading.of(admin, fleet.programs());
            System.out.printf(
                    Locale.ROOT,
                    "%,d requests of %d keys on %d edges in %.0f s, %,.0f a second%n%n",
                    requests,
                    keys,
                    EDGES,
                    busy,
                    requests / busy);
            print(before, rested, after, requests);
        }
    }

    private static void print(Reading before, Reading rested, Reading after, long requests) {
        double rest = (rested.nanos() - before.nanos()) / 1e9;
        double work = (after.nanos() - rested.nanos()) / 1e9;
        double millions = requests / 1e6;
        System.out.printf(
                Locale.ROOT,
                "%-44s %14s %14s %16s %16s%n",
                "topic",
                "records/s",
                "bytes/s",
                "records/million",
                "bytes/million");
        var topics = new TreeSet<>(after.offsets().keySet());
        for (String topic : topics) {
            double records = (at(rested.offsets(), topic) - at(before.offsets(), topic)) / rest;
            double bytes = (at(rested.bytes(), topic) - at(before.bytes(), topic)) / rest;
            double moreRecords =
                    at(after.offsets(), topic) - at(rested.offsets(), topic) - records * work;
            double moreBytes = at(after.bytes(), topic) - at(rested.bytes(), topic) - bytes * work;
            System.out.printf(
                    Locale.ROOT,
                    "%-44s %14.1f %14.0f %,16.0f %,16.0f%n",
                    topic,
                    records,
                    bytes,
                    Math.max(0, moreRecords / millions),
                    Math.max(0, moreBytes / millions));
        }
        System.out.printf("%n%-44s %14s %31s%n", "program", "cores at rest", "CPU s per million");
        for (String program : new TreeMap<>(after.cpuSeconds()).keySet()) {
            double cores =
                    (at(rested.cpuSeconds(), program) - at(before.cpuSeconds(), program)) / rest;
            double more =
                    at(after.cpuSeconds(), program)
                            - at(rested.cpuSeconds(), program)
                            - cores * work;
            System.out.printf(
                    Locale.ROOT, "%-44s %14.3f %31.1f%n", program, cores, more / millions);
        }
    }

    private static double at(Map<String, ? extends Number> figures, String name) {
        Number figure = figures.get(name);
        return figure == null ? 0 : figure.doubleValue();
    }

    private void send(List<String> secrets, long requests) throws InterruptedException {
        var next = new AtomicLong();
        var failed = new AtomicLong();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                var _ =
                        clients.submit(() -> {
                            for (long i = next.getAndIncrement();
                                    i < requests;
                                    i = next.getAndIncrement()) {
                                LocalFleet.Edge edge = fleet.edges().get((int) (i % EDGES));
                                String secret = secrets.get((int) (i * 7919 % secrets.size()));
                                if (fleet.ask(edge, secret) != 200) {
                                    failed.incrementAndGet();
                                }
                            }
                            return null;
                        });
            }
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " requests were not admitted");
        }
    }
}
