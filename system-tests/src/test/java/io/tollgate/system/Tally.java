package io.tollgate.system;

import java.util.Map;
import java.util.TreeMap;

/** What clients saw of each key. Not thread-safe. */
final class Tally {
    /**
     * What clients saw of one key.
     *
     * @param admitted answers to requests that were let in, those that the upstream failed among
     *     them
     * @param limited refusals because a limit was used up
     * @param other any other answers
     * @param unanswered requests that were sent, wholly or in part, and never answered
     */
    record Seen(long admitted, long limited, long other, long unanswered) {
        static final Seen NOTHING = new Seen(0, 0, 0, 0);

        Seen plus(Seen more) {
            return new Seen(
                    admitted + more.admitted,
                    limited + more.limited,
                    other + more.other,
                    unanswered + more.unanswered);
        }
    }

    private final Map<String, Seen> byKey = new TreeMap<>();
    private final Map<Integer, Long> byStatus = new TreeMap<>();

    void answered(String keyId, int status) {
        byStatus.merge(status, 1L, Long::sum);
        add(
                keyId,
                switch (status) {
                    case 200, 204, 502, 504 -> new Seen(1, 0, 0, 0);
                    case 429 -> new Seen(0, 1, 0, 0);
                    default -> new Seen(0, 0, 1, 0);
                });
    }

    void unanswered(String keyId) {
        add(keyId, new Seen(0, 0, 0, 1));
    }

    void add(Tally other) {
        other.byKey.forEach(this::add);
        other.byStatus.forEach((status, count) -> byStatus.merge(status, count, Long::sum));
    }

    Seen of(String keyId) {
        return byKey.getOrDefault(keyId, Seen.NOTHING);
    }

    Seen total() {
        return byKey.values().stream().reduce(Seen.NOTHING, Seen::plus);
    }

    /** How many answers there were of each status. */
    Map<Integer, Long> byStatus() {
        return Map.copyOf(byStatus);
    }

    private void add(String keyId, Seen seen) {
        byKey.merge(keyId, seen, Seen::plus);
    }
}
