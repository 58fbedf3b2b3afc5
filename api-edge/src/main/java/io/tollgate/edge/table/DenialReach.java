package io.tollgate.edge.table;

import java.util.Collection;
import java.util.List;

/** How far all denials of one target reach together, in time. Immutable. */
final class DenialReach {
    /*
     * A key that came to us at time c is denied at time t if some denial has c < issuedBefore and
     * t < endsAt. Sorted by issuedBefore, those with c < issuedBefore are the tail of the list, so
     * it is enough to know the latest end in each tail.
     */
    private final long revokedIfIssuedBefore;
    private final long[] issuedBefore;
    private final long[] latestEnd;

    DenialReach(Collection<Denial> denials) {
        revokedIfIssuedBefore =
                denials.stream()
                        .filter(Denial::revokes)
                        .mapToLong(Denial::issuedBeforeMillis)
                        .max()
                        .orElse(Long.MIN_VALUE);
        List<Denial> suspensions =
                denials.stream()
                        .filter(denial -> !denial.revokes())
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
