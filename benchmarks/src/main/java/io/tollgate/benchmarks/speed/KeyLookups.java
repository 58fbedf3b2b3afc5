package io.tollgate.benchmarks.speed;

import io.tollgate.edge.table.ControlTables;
import io.tollgate.edge.table.KeyAnswer;
import io.tollgate.edge.table.KeyDirectory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Reads all keys and looks some up by chance: {@code KeyLookups bootstrapServers directory keys}
 * prints the seconds it took to read them, the heap in use in MiB, and the microseconds within
 * which half and 99 percent of the look-ups were answered.
 */
final class KeyLookups {
    /** Meanwhile the code is compiled, and RocksDB has time to compact what was read. */
    private static final int UNTIMED = 1_000_000;

    private static final int TIMED = 200_000;

    private KeyLookups() {}

    public static void main(String[] arguments) throws InterruptedException {
        long begin = System.nanoTime();
        try (ControlTables tables = LocalTables.read(arguments[0], Path.of(arguments[1]))) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            long[] nanos = lookUps(tables.knowledge().keys(), Long.parseLong(arguments[2]));
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
            System.out.printf(
                    "%.1f %d %.1f %.1f%n",
                    seconds,
                    heap,
                    nanos[nanos.length / 2] / 1e3,
                    nanos[(int) (nanos.length * 0.99)] / 1e3);
        }
        System.exit(0);
    }

    private static long[] lookUps(KeyDirectory keys, long many) {
        var random = new SplittableRandom(1);
        long[] nanos = new long[TIMED];
        for (int i = -UNTIMED; i < TIMED; i++) {
            var hash = ManyKeys.hash(random.nextLong(many));
            long begin = System.nanoTime();
            KeyAnswer answer = keys.lookUp(hash);
            long took = System.nanoTime() - begin;
            if (!(answer instanceof KeyAnswer.Known)) {
                throw new IllegalStateException("a key is missing");
            }
            if (i >= 0) {
                nanos[i] = took;
            }
        }
        Arrays.sort(nanos);
        return nanos;
    }
}
