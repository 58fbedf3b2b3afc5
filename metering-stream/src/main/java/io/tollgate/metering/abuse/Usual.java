package io.tollgate.metering.abuse;

import io.tollgate.metering.state.UsualLevel;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What is usual for a subject: its busiest hour, which fades by half in half a week. A mean of
 * hours would call each nightly job unusual. Times in milliseconds since the epoch. Not
 * thread-safe.
 */
final class Usual {
    /** How long a subject must be known before anything is unusual for it. */
    static final Duration LEARNING = Duration.ofDays(1);

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final double HALF_LIFE_HOURS = 84;

    private long since;
    private long hour;
    private long hits;
    private Distinct distinct = new Distinct();
    private double busiest;

    static Usual of(UsualLevel state) {
        var usual = new Usual();
        usual.since = state.getSince();
        usual.hour = state.getHour();
        usual.hits = state.getHits();
        usual.distinct = Distinct.of(state.getDistinct());
        usual.busiest = state.getBusiest();
        return usual;
    }

    UsualLevel toState() {
        return new UsualLevel(since, hour, hits, distinct.bytes(), busiest);
    }

    /** The state of a subject that nothing is known of. */
    static UsualLevel unknown() {
        return new UsualLevel(0L, 0L, 0L, ByteBuffer.allocate(0), 0.0);
    }

    /** Takes note of what a signal saw; what comes late counts to the hour under way. */
    void note(long at, Sight sight) {
        long now = Math.floorDiv(at, HOUR) * HOUR;
        if (since == 0) {
            since = at;
            hour = now;
        }
        if (now > hour) {
            endHour(now);
        }
        hits += sight.hits();
        if (!sight.thing().isEmpty()) {
            distinct.add(sight.thing());
        }
    }

    private void endHour(long now) {
        long things = distinct.estimate();
        busiest = Math.max(busiest, (double) (things > 0 ? things : hits));
        busiest *= Math.pow(0.5, (double) (now - hour) / HOUR / HALF_LIFE_HOURS);
        hour = now;
        hits = 0;
        distinct = new Distinct();
    }

    /** Whether it is known for long enough to say what is usual. */
    boolean hasLearned(long at) {
        return since > 0 && at - since >= LEARNING.toMillis();
    }

    /** Hits, or different things, of the busiest hour before this one; at least one. */
    double busiestHour() {
        return Math.max(1, busiest);
    }
}
