package io.tollgate.edge.table;

import io.tollgate.edge.table.Denial.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How far all denials of one target reach together, in time, and how far they lower rates.
 * Immutable.
 */
final class DenialReach {
    /*
     * A key that came to us at time c is denied at time t if some denial has c < issuedBefore and
     * t < endsAt. Sorted by issuedBefore, those with c < issuedBefore are the tail of the list, so
     * it is enough to know the latest end in each tail.
     */
    private final long revokedIfIssuedBefore;
    private final long[] issuedBefore;
    private final long[] latestEnd;

    /** Without those that another outlasts and outdoes, so that repetition does not add to it. */
    private final List<Denial> tightenings;

    DenialReach(Collection<Denial> denials) {
        revokedIfIssuedBefore =
                denials.stream()
                        .filter(denial -> denial.action() == Action.REVOKE)
                        .mapToLong(Denial::issuedBeforeMillis)
                        .max()
                        .orElse(Long.MIN_VALUE);
        List<Denial> suspensions =
                denials.stream()
                        .filter(denial -> denial.action() == Action.SUSPEND)
                        .sorted((a, b) ->
                                Long.compare(a.issuedBeforeMillis(), b.issuedBeforeMillis()))
                        .toList();
        issuedBefore = suspensions.stream().mapToLong(Denial::issuedBeforeMillis).toArray();
        latestEnd = new long[suspensions.size()];
        long latest = Long.MIN_VALUE;
        for (int i = latestEnd.length - 1; i >= 0; i--) {
            latest = Math.max(latest, suspensions.get(i).endsAtMillis());
            latestEnd[i] = latest;
        }
        tightenings = outdoing(denials);
    }

    Denied of(KeyEntry key, long nowMillis) {
        if (key.createdAtMillis() < revokedIfIssuedBefore) {
            return Denied.REVOKED;
        }
        int tail = firstAfter(key.createdAtMillis());
        return tail < latestEnd.length && nowMillis < latestEnd[tail]
                ? Denied.SUSPENDED
                : Denied.NO;
    }

    /** What is left of the amounts of the key's rates. */
    int ratePercent(KeyEntry key, long nowMillis) {
        int percent = 100;
        for (Denial tightening : tightenings) {
            if (key.createdAtMillis() < tightening.issuedBeforeMillis()
                    && nowMillis < tightening.endsAtMillis()) {
                percent = Math.min(percent, tightening.ratePercent());
            }
        }
        return percent;
    }

    private static List<Denial> outdoing(Collection<Denial> denials) {
        var outdoing = new ArrayList<Denial>();
        for (Denial denial : denials) {
            if (denial.action() == Action.TIGHTEN
                    && outdoing.stream().noneMatch(other -> outdoes(other, denial))) {
                outdoing.removeIf(other -> outdoes(denial, other));
                outdoing.add(denial);
            }
        }
        return List.copyOf(outdoing);
    }

    private static boolean outdoes(Denial one, Denial other) {
        return one.ratePercent() <= other.ratePercent()
                && one.endsAtMillis() >= other.endsAtMillis()
                && one.issuedBeforeMillis() >= other.issuedBeforeMillis();
    }

    private int firstAfter(long createdAtMillis) {
        int low = 0;
        int high = issuedBefore.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (issuedBefore[middle] > createdAtMillis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
