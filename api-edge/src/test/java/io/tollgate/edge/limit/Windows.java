package io.tollgate.edge.limit;

import java.util.HashMap;
import java.util.Map;

/** What was truly admitted of one limit, window by window, as nobody in the fleet can know it. */
final class Windows {
    private final LimitSpec limit;
    private final Map<Long, Long> admitted = new HashMap<>();
    private long worst;

    Windows(LimitSpec limit) {
        this.limit = limit;
    }

    /** What counts against the limit for somebody whose clock shows a time. */
    long used(long nowMillis) {
        long window = limit.window().startOf(nowMillis);
        long before = admitted.getOrDefault(limit.window().previous(window), 0L);
        return admitted.getOrDefault(window, 0L) + faded(limit, before, window, nowMillis);
    }

    void admit(long cost, long nowMillis) {
        admitted.merge(limit.window().startOf(nowMillis), cost, Long::sum);
        worst = Math.max(worst, used(nowMillis) - limit.amount());
    }

    /** By how much the limit was ever passed. */
    long worst() {
        return worst;
    }

    static long faded(LimitSpec limit, long before, long window, long nowMillis) {
        if (!limit.window().slides()) {
            return 0;
        }
        long length = limit.window().next(window) - window;
        long left = Math.clamp(window + length - nowMillis, 0, length);
        return Math.ceilDiv(before * left, length);
    }
}
