package io.tollgate.edge.verdict;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How many requests were held near the end of a limit, and for how long. Thread-safe. */
public final class Holds {
    private final LongAdder number = new LongAdder();
    private final LongAdder millis = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    void ended(long lastedMillis) {
        number.increment();
        millis.add(lastedMillis);
        longest.accumulate(lastedMillis);
    }

    /** Holds that have ended. */
    public long number() {
        return number.sum();
    }

    /** How long they lasted together, in milliseconds. */
    public long millis() {
        return millis.sum();
    }

    /** The longest of them, in milliseconds. */
    public long longestMillis() {
        return longest.get();
    }
}
