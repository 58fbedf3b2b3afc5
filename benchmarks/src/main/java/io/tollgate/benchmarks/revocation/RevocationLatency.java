package io.tollgate.benchmarks.revocation;

import io.tollgate.benchmarks.fleet.LocalFleet;
import io.tollgate.benchmarks.metering.BareRoundTrip;
import io.tollgate.benchmarks.metering.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * From a revocation to the last of three edges that refuses the key, which is in use on all of them
 * while they have other requests to judge; beside a bare round trip on the same broker. First with
 * nothing else going on, then while keys are imported. All programs are processes of their own.
 *
 * <pre>RevocationLatency [revocations] [of them while keys are imported] [other requests a second]
 * </pre>
 */
public final class RevocationLatency {
    private static final int EDGES = 3;
    private static final int WARM_UP = 50;

    private final LocalFleet fleet;
    private final BareRoundTrip bare;
    private final ExecutorService threads;

    private RevocationLatency(LocalFleet fleet, BareRoundTrip bare, ExecutorService threads) {
        this.fleet = fleet;
        this.bare = bare;
        this.threads = threads;
    }

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        int revocations = number(arguments, 0, 1_000);
        int whileImporting = number(arguments, 1, 200);
        int perSecond = number(arguments, 2, 300);
        Path directory = Files.createTempDirectory("revocation-latency");
        try (LocalFleet fleet = LocalFleet.start(directory);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            fleet.admin();
            fleet.metering();
            for (int i = 1; i <= EDGES; i++) {
                fleet.edge("edge-" + i);
            }
            try (var bare = new BareRoundTrip(fleet.kafka())) {
                var latency = new RevocationLatency(fleet, bare, threads);
                latency.measure(revocations, whileImporting, perSecond);
            }
        }
    }

    private static int number(String[] arguments, int at, int otherwise) {
        return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
    }

    private void measure(int revocations, int whileImporting, int perSecond) throws Exception {
        List<String> others = fleet.keys(EDGES * 10, "http://127.0.0.1:9");
        List<Key> keys = keys(WARM_UP + revocations + whileImporting);
        int from = WARM_UP + revocations;
        try (var load = Load.start(fleet, others, perSecond, threads)) {
            revoke(keys.subList(0, WARM_UP));
            revoke(keys.subList(WARM_UP, from)).print("on " + EDGES + " edges");
            try (var imports = Imports.start(fleet, threads)) {
                revoke(keys.subList(from, keys.size())).print("while keys are imported");
                System.out.printf(Locale.ROOT, "%,d keys were imported meanwhile%n", imports.end());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%,d other requests were judged, %d of them not admitted%n",
                    load.end(),
                    load.refused());
        }
    }

    private List<Key> keys(int number) throws Exception {
        var keys = new ArrayList<Key>();
        for (int i = 0; i < number; i++) {
            var made =
                    fleet.call(
                            "POST",
                            "/v1/keys",
                            """
                            {"ownerId": "owner-0", "planId": "roomy", "environment": "live"}
                            """);
            keys.add(new Key(made.path("id").asText(), made.path("secret").asText()));
        }
        return keys;
    }

    private Times revoke(List<Key> keys) throws Exception {
        var times = new Times();
        for (Key key : keys) {
            revoke(key, times);
            times.bare().add(bare.nanos());
        }
        return times;
    }

    private void revoke(Key key, Times times) throws Exception {
        var inUse = new CountDownLatch(EDGES);
        var refusals = new ArrayList<Future<Long>>();
        for (LocalFleet.Edge edge : fleet.edges()) {
            refusals.add(threads.submit(new UntilRefused(fleet, edge, key.secret(), inUse)));
        }
        inUse.await();
        long asked = System.nanoTime();
        var _ =
                fleet.call(
                        "POST",
                        "/v1/revocations",
                        "{\"target\": {\"keyId\": \""
                                + key.id()
                                + "\"}, \"action\": \"REVOKE\", \"reason\": \"benchmark\"}");
        long answered = System.nanoTime();
        long last = last(refusals);
        times.answer().add(answered - asked);
        times.fromRequest().add(last - asked);
        times.fromAnswer().add(Math.max(0, last - answered));
    }

    private static long last(List<Future<Long>> refusals)
            throws InterruptedException, ExecutionException {
        long last = Long.MIN_VALUE;
        for (Future<Long> refusal : refusals) {
            last = Math.max(last, refusal.get());
        }
        return last;
    }

    private record Key(String id, String secret) {}

    private record Times(
            Distribution answer,
            Distribution fromRequest,
            Distribution fromAnswer,
            Distribution bare) {
        Times() {
            this(new Distribution(), new Distribution(), new Distribution(), new Distribution());
        }

        void print(String when) {
            System.out.println("Revocations " + when);
            answer.print("  request sent -> answer of the admin API");
            fromRequest.print("  request sent -> last edge's first refusal");
            fromAnswer.print("  answer -> last edge's first refusal (0: before)");
            bare.print("  bare produce-to-consume on the same broker");
        }
    }
}
