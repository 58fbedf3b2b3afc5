package io.tollgate.benchmarks.revocation;

import io.tollgate.benchmarks.fleet.LocalFleet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Imports of ten thousand keys each, one after the other, of so many keys or until it is closed.
 */
final class Imports implements AutoCloseable {
    private static final int OF_ONE = 10_000;

    private final LocalFleet fleet;
    private final Future<Long> running;
    private volatile boolean ended;

    private Imports(LocalFleet fleet, int keys, ExecutorService threads) {
        this.fleet = fleet;
        this.running = threads.submit(() -> run(keys));
    }

    static Imports start(LocalFleet fleet, int keys, ExecutorService threads) {
        return new Imports(fleet, keys, threads);
    }

    private long run(int keys) throws Exception {
        long imported = 0;
        for (int batch = 0; !ended && imported < keys; batch++) {
            var lines = new StringBuilder();
            for (int i = 0; i < OF_ONE; i++) {
                lines.append("{\"sha256\": \"").append(sha256("imported-" + batch + "-" + i));
                lines.append("\", \"ownerId\": \"owner-0\", \"planId\": \"roomy\", ");
                lines.append("\"environment\": \"live\"}\n");
            }
            imported +=
                    fleet.importKeys("import-" + batch, lines.toString()).path("imported").asLong();
        }
        return imported;
    }

    private static String sha256(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Whether it goes on. */
    boolean running() {
        return !running.isDone();
    }

    /** Ends it, and answers how many keys were imported. */
    long end() throws InterruptedException, ExecutionException {
        ended = true;
        return running.get();
    }

    @Override
    public void close() {
        ended = true;
    }
}
