package io.tollgate.admin.leak;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Lets each source do something a number of times per minute. It remembers the {@value #REMEMBERED}
 * sources that did it last; who comes from more networks than that is not held up. Thread-safe.
 */
public final class SourceLimit {
    /*
     * The Generic Cell Rate Algorithm (ITU-T I.371) keeps one number for each source: the time at
     * which everything that it did would have been done at an even pace.
     */
    private static final int REMEMBERED = 20_000;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final long spacingNanos;
    private final LongSupplier nanoTicker;
    private final Map<String, Long> paidUntil = new LinkedHashMap<>();

    /** Lets each source do something so often. */
    public SourceLimit(int perMinute, LongSupplier nanoTicker) {
        this.spacingNanos = MINUTE_NANOS / perMinute;
        this.nanoTicker = nanoTicker;
    }

    /** Counts one for a source; answers with how long it has to wait if it did too much. */
    public synchronized OptionalLong count(String source) {
        long now = nanoTicker.getAsLong();
        Long before = paidUntil.get(source);
        long owed = before == null ? 0 : Math.max(0, before - now);
        long aheadNanos = owed + spacingNanos;
        if (aheadNanos > MINUTE_NANOS) {
            return OptionalLong.of(aheadNanos - MINUTE_NANOS);
        }
        // At the end of the order again: the first is who did nothing for the longest time.
        paidUntil.remove(source);
        paidUntil.put(source, now + aheadNanos);
        if (paidUntil.size() > REMEMBERED) {
            paidUntil.remove(paidUntil.keySet().iterator().next());
        }
        return OptionalLong.empty();
    }

    synchronized int remembered() {
        return paidUntil.size();
    }
}
