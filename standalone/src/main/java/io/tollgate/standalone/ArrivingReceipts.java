package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Prints the receipts of a revocation as they arrive. Not thread-safe. */
final class ArrivingReceipts {
    private static final Duration ASK_EVERY = Duration.ofMillis(50);

    private final AdminClient client;
    private final PrintWriter out;
    private final Set<String> printed = new HashSet<>();

    ArrivingReceipts(AdminClient client, PrintWriter out) {
        this.client = client;
        this.out = out;
    }

    /**
     * Waits for all of them, for a time at most; false if an edge has not given its word by then.
     */
    boolean await(String id, Duration most) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            JsonNode receipts = client.get("/v1/revocations/" + id).path("receipts");
            receipts.path("items").forEach(this::print);
            boolean all = receipts.path("missing").isEmpty();
            if (all || System.nanoTime() - start >= most.toNanos()) {
                receipts.path("missing").forEach(this::printMissing);
                out.println(summary(receipts));
                out.flush();
                return all;
            }
            Thread.sleep(ASK_EVERY);
        }
    }

    private void print(JsonNode receipt) {
        if (printed.add(receipt.path("edgeId").asText() + receipt.path("boot").asText())) {
            out.printf(
                    Locale.ROOT,
                    "  %s enforces it since %s, after %.1f ms%n",
                    receipt.path("name").asText(),
                    receipt.path("at").asText(),
                    receipt.path("delayMillis").asDouble());
            out.flush();
        }
    }

    private void printMissing(JsonNode edge) {
        out.printf(
                "  %s has not said so (%s), last heard at %s, may admit until %s%n",
                edge.path("name").asText(),
                edge.path("reason").asText(),
                edge.path("lastHeardAt").asText(),
                edge.path("mayAdmitUntil").asText());
    }

    private static String summary(JsonNode receipts) {
        String count =
                "%d of %d edges enforce it"
                        .formatted(
                                receipts.path("enforcing").asInt(), receipts.path("edges").asInt());
        return receipts.path("slowestMillis").isNumber()
                ? count
                        + String.format(
                                Locale.ROOT,
                                "; median %.1f ms, slowest %d ms",
                                receipts.path("medianMillis").asDouble(),
                                receipts.path("slowestMillis").asLong())
                : count;
    }
}
