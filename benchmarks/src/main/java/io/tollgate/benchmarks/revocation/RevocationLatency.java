package io.tollgate.benchmarks.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.benchmarks.fleet.LocalFleet;
import io.tollgate.benchmarks.metering.BareRoundTrip;
import io.tollgate.benchmarks.metering.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * From a revocation to the last of three edges that refuses the key, which is in use on all of them
 * while they have other requests to judge; before each a bare round trip on the same broker, with
 * the same going on. First without anything else, then while keys are imported. And whether an edge
 * admitted the key after the time that its receipt says. All programs are processes of their own.
 *
 * <pre>RevocationLatency [revocations] [of them while keys are imported, at most]
 *     [other requests a second] [keys to import]</pre>
 */
public final class RevocationLatency {
    private static final int EDGES = 3;

    // It knows every key by all that can be searched for: a million take more than a gigabyte.
    private static final List<String> ADMIN_HEAP = List.of("-Xmx2g");

    private static final int WARM_UP = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BETWEEN_LOOKS_NANOS = 5_000_000;

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
        int imported = number(arguments, 3, 1_000_000);
        Path directory = Files.createTempDirectory("revocation-latency");
        try (LocalFleet fleet = LocalFleet.start(directory);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            fleet.admin(ADMIN_HEAP);
            fleet.metering();
            for (int i = 1; i <= EDGES; i++) {
                fleet.edge("edge-" + i);
            }
            try (var bare = new BareRoundTrip(fleet.kafka())) {
                var latency = new RevocationLatency(fleet, bare, threads);
                latency.measure(revocations, whileImporting, perSecond, imported);
            }
        }
    }

    private static int number(String[] arguments, int at, int otherwise) {
        return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
    }

    private void measure(int revocations, int whileImporting, int perSecond, int imported)
            throws Exception {
        List<String> others = fleet.keys(EDGES * 10, "http://127.0.0.1:9");
        List<Key> keys = keys(WARM_UP + revocations + whileImporting);
        int from = WARM_UP + revocations;
        try (var load = Load.start(fleet, others, perSecond, threads)) {
            revoke(keys.subList(0, WARM_UP), () -> true);
            revoke(keys.subList(WARM_UP, from), () -> true).print("on " + EDGES + " edges");
            try (var imports = Imports.start(fleet, imported, threads)) {
                revoke(keys.subList(from, keys.size()), imports::running)
                        .print("while keys are imported");
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

    private Times revoke(List<Key> keys, BooleanSupplier goingOn) throws Exception {
        var times = new Times();
        for (Key key : keys) {
            if (goingOn.getAsBoolean()) {
                revoke(key, times);
            }
        }
        return times;
    }

    private void revoke(Key key, Times times) throws Exception {
        var uses = new ArrayList<KeyInUse>();
        for (LocalFleet.Edge edge : fleet.edges()) {
            uses.add(new KeyInUse(fleet, edge, key.secret(), threads));
        }
        for (KeyInUse use : uses) {
            var _ = use.admitted.get();
        }
        times.bare().add(bare.nanos());
        long asked = System.nanoTime();
        String path = revocation(key);
        long answered = System.nanoTime();
        long last = Long.MIN_VALUE;
        for (KeyInUse use : uses) {
            last = Math.max(last, use.refused.get());
        }
        times.answer().add(answered - asked);
        times.fromRequest().add(last - asked);
        times.fromAnswer().add(Math.max(0, last - answered));
        compare(uses, receipts(path), times);
    }

    private String revocation(Key key) throws Exception {
        var made =
                fleet.call(
                        "POST",
                        "/v1/revocations",
                        "{\"target\": {\"keyId\": \""
                                + key.id()
                                + "\"}, \"action\": \"REVOKE\", \"reason\": \"benchmark\"}");
        return "/v1/revocations/" + made.path("id").asText();
    }

    /** Waits until all edges gave their word. */
    private JsonNode receipts(String path) throws Exception {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            JsonNode receipts = fleet.call("GET", path, "").path("receipts");
            if (receipts.path("enforcing").asInt() == EDGES) {
                return receipts.path("items");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        throw new IllegalStateException("not every edge gave its word on " + path);
    }

    private void compare(List<KeyInUse> uses, JsonNode receipts, Times times) throws Exception {
        for (int i = 0; i < EDGES; i++) {
            uses.get(i).end();
            JsonNode receipt = receipt("edge-" + (i + 1), receipts);
            times.receipt().add((long) (receipt.path("delayMillis").asDouble() * 1e6));
            Instant word = Instant.parse(receipt.path("at").asText());
            if (uses.get(i).lastAdmitted().isAfter(word)) {
                times.late().incrementAndGet();
            }
        }
    }

    private static JsonNode receipt(String edge, JsonNode receipts) {
        for (JsonNode receipt : receipts) {
            if (receipt.path("name").asText().equals(edge)) {
                return receipt;
            }
        }
        throw new IllegalStateException("no receipt of " + edge);
    }

    private record Key(String id, String secret) {}

    private record Times(
            Distribution answer,
            Distribution fromRequest,
            Distribution fromAnswer,
            Distribution receipt,
            Distribution bare,
            AtomicInteger late) {
        Times() {
            this(
                    new Distribution(),
                    new Distribution(),
                    new Distribution(),
                    new Distribution(),
                    new Distribution(),
                    new AtomicInteger());
        }

        void print(String when) {
            System.out.println("Revocations " + when);
            answer.print("  request sent -> answer of the admin API");
            fromRequest.print("  request sent -> last edge's first refusal");
            fromAnswer.print("  answer -> last edge's first refusal (0: before)");
            receipt.print("  receipts, as the admin API tells them");
            bare.print("  bare produce-to-consume on the same broker");
            System.out.println("  edges that admitted it after their receipt: " + late.get());
        }
    }
}
