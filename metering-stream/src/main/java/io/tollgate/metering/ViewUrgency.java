package io.tollgate.metering;

/** How soon the edges must be told what was used of a limit. */
enum ViewUrgency {
    /** An edge may be near the end of its share, or the limit is used up. */
    NOW,
    /** Nobody waits for it, but where most of a limit is used its last word should be right. */
    SOON,
    /** Everybody can go on with what they know. */
    NEVER;

    /**
     * Judges a counter after something was counted.
     *
     * @param fleet number of live edges
     */
    static ViewUrgency of(LimitCounter counter, int fleet, long nowMillis) {
        long unseen = counter.largestUnseen();
        if (unseen == 0) {
            return NEVER;
        }
        long used = counter.usedAt(nowMillis);
        long share = Math.max(0, counter.leftByViewAt(nowMillis)) / counter.sharers(fleet);
        if (used >= counter.amount() || unseen >= share - unseen) {
            return NOW;
        }
        // An edge that no view counts shares with the whole fleet, so it waits to be counted.
        if (counter.hasEdgeUnknownToView()) {
            return NOW;
        }
        return isMostlyUsed(counter, nowMillis) ? SOON : NEVER;
    }

    /** Whether more than half of a limit is used. */
    static boolean isMostlyUsed(LimitCounter counter, long nowMillis) {
        return counter.usedAt(nowMillis) > counter.amount() / 2;
    }
}
