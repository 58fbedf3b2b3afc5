package io.tollgate.edge.table;

import io.tollgate.schemas.credentials.KeyHash;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of most key hashes that the disk does not have them, and grows with what it has. Until all
 * of that was read once, nothing is denied. Thread-safe; hashes are added by one thread.
 */
final class GrowingFilter {
    private static final Logger log = LoggerFactory.getLogger(GrowingFilter.class);
    private static final long LEAST_CAPACITY = 1 << 20;

    private final RocksTables disk;
    private volatile Filling filling;

    /**
     * Begins to read what the disk has.
     *
     * @param executor where that is read
     */
    GrowingFilter(RocksTables disk, Executor executor) {
        this.disk = disk;
        var first = new Filling(0);
        filling = first;
        executor.execute(() -> {
            try {
                first.fill();
            } catch (RuntimeException e) {
                log.atError()
                        .setCause(e)
                        .log("no filter of keys: each key that does not exist costs a look-up");
            }
        });
    }

    /** Whether the disk may have a hash. */
    boolean mayContain(KeyHash hash) {
        Filling now = filling;
        return !now.whole || now.filter.mayContain(hash);
    }

    /** Notes that the disk is about to have a hash. */
    void add(KeyHash hash) {
        filling.add(hash);
    }

    /** Makes room where there are many more hashes than expected, by reading all once more. */
    void growIfNeeded() {
        Filling now = filling;
        if (now.added.get() > now.enough) {
            var larger = new Filling(now.added.get());
            larger.fill();
            filling = larger;
        }
    }

    /** A filter that is filled with what the disk has; hashes may be added meanwhile. */
    private final class Filling {
        private final KeyFilter filter;
        private final AtomicLong added = new AtomicLong();

        /** Up to so many hashes it need not grow. */
        private volatile long enough;

        private volatile boolean whole;

        Filling(long expected) {
            long estimated = Math.max(expected, disk.estimatedSize(Family.KEYS));
            enough = Math.max(LEAST_CAPACITY, 2 * estimated);
            filter = new KeyFilter(enough);
        }

        void add(KeyHash hash) {
            filter.add(hash);
            added.incrementAndGet();
        }

        void fill() {
            disk.forEachKey(Family.KEYS, key -> add(KeyHash.of(key)));
            // However wrong the estimate was, the next filter is far off.
            enough = Math.max(enough, 2 * added.get());
            whole = true;
        }
    }
}
