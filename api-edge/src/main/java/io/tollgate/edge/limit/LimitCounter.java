package io.tollgate.edge.limit;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Throttle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One limit of one subject as this edge knows it: the newest view of the fleet's use, and its own
 * spending that the view lacks. Not thread-safe; callers hold the owner's lock.
 */
final class LimitCounter {
    /*
     * The share rule. With known = what the view says is used, u = own spending that the view lacks and left = amount -
     * known, this edge may spend left / n by itself, n being the number of edges that use the subject: even if all of
     * them do the same, the limit holds on this view. What is known to be used up is refused. Between the two the next
     * view decides, so that nothing is refused while some of the limit is known to be left.
     *
     * A sliding window counts its predecessor in part: previous * (1 - elapsed / length), rounded up, + current. [1]
     *
     * [1] Cloudflare, "How we built rate limiting capable of scaling to millions of domains", 2017
     */
    private static final long NEVER = Long.MIN_VALUE;
    private static final long CLOCKS_APART_MILLIS = 5_000;
    private static final long SELF_HELP_RETRY_SECONDS = 60;

    private final int rotation;
    private long start = NEVER;
    private long end = NEVER;
    private @Nullable Charge lastCharge;
    private Spending current = new Spending();
    private Spending before = new Spending();
    private boolean viewed;
    private long total;
    private long previousTotal;
    private int users;
    private long coveredOffset = -1;

    /**
     * A counter whose remainders are turned by its subject, so that not always the same edge has
     * the advantage.
     */
    LimitCounter(int rotation) {
        this.rotation = rotation;
    }

    /** What the rule says of one more request. */
    enum Standing {
        ADMIT,
        HOLD,
        REFUSE
    }

    /**
     * Moves on to the window that holds a time; a clock that was set back stays in the window that
     * it was in.
     */
    void advance(LimitWindow window, long nowMillis) {
        // To ask a calendar costs more than all the rest of a charge.
        if (nowMillis >= end) {
            roll(window, window.startOf(nowMillis));
        }
    }

    /**
     * Judges a request by the share rule; {@code blind} says that views do not come, so that this
     * edge helps itself.
     */
    Standing standing(LimitSpec limit, long cost, FleetPlace fleet, boolean blind, long nowMillis) {
        long doubtful = current.doubtful() + before.doubtful();
        if (used(limit.window(), nowMillis) - doubtful + cost > limit.amount()) {
            return Standing.REFUSE;
        }
        if (unseen(limit.window(), nowMillis) + cost <= share(limit, fleet, nowMillis)) {
            return Standing.ADMIT;
        }
        return blind ? Standing.REFUSE : Standing.HOLD;
    }

    /** Charges a request in the current window, which {@link #advance} has brought up to date. */
    void charge(long cost) {
        current.charge(cost);
    }

    /**
     * A charge in the current window as events tell it; the same object as long as it is the same.
     */
    Charge asCharge(LimitSpec limit, long cost) {
        Charge last = lastCharge;
        if (last != null
                && last.getCost() == cost
                && last.getAmount() == limit.amount()
                && last.getScope() == limit.scope()) {
            return last;
        }
        var charge =
                new Charge(
                        limit.name(),
                        limit.scope(),
                        limit.kind(),
                        limit.window().iso(),
                        Instant.ofEpochMilli(start),
                        limit.amount(),
                        cost);
        lastCharge = charge;
        return charge;
    }

    /** Takes over a charge of an earlier boot. */
    void recover(LimitWindow window, long windowStart, long cost) {
        roll(window, windowStart);
        Spending spending = of(window, windowStart);
        if (spending != null) {
            spending.charge(cost);
        }
    }

    void release(LimitWindow window, long windowStart, long cost) {
        Spending spending = of(window, windowStart);
        if (spending != null) {
            spending.release(cost);
        }
    }

    void acknowledge(LimitWindow window, long windowStart, long cost, long offset) {
        Spending spending = of(window, windowStart);
        if (spending != null) {
            spending.acknowledge(cost, offset);
            spending.coveredBelow(coveredOffset);
        }
    }

    /**
     * Takes in a view, unless it covers no more than what is known: aborted, repeated and zombie
     * views do no harm.
     *
     * @return whether it was taken in
     */
    boolean view(LimitWindow window, Throttle view, long nowMillis) {
        long viewStart = view.getWindowStart().toEpochMilli();
        if (view.getOffset() <= coveredOffset
                || viewStart > window.startOf(nowMillis + CLOCKS_APART_MILLIS)) {
            return false;
        }
        roll(window, viewStart);
        if (viewStart == start) {
            viewed = true;
            total = view.getTotal();
            previousTotal = view.getPrevious();
            users = view.getEdges();
        } else if (viewStart == window.previous(start)) {
            previousTotal = view.getTotal();
        } else {
            return false;
        }
        coveredOffset = view.getOffset();
        current.coveredBelow(coveredOffset);
        before.coveredBelow(coveredOffset);
        return true;
    }

    /**
     * Everything that is used as far as is known: by the fleet as the view says, and by this edge
     * since.
     */
    long used(LimitWindow window, long nowMillis) {
        return total + current.unseen() + faded(previousTotal + before.unseen(), window, nowMillis);
    }

    /**
     * Whether the fleet should hear of a charge at once: half of the limit, or of this edge's
     * share, is used.
     */
    boolean urgent(LimitSpec limit, FleetPlace fleet, long nowMillis) {
        return 2 * used(limit.window(), nowMillis) > limit.amount()
                || 2 * unseen(limit.window(), nowMillis) >= share(limit, fleet, nowMillis);
    }

    /** Start of the window that is charged now. */
    long start() {
        return start;
    }

    /** Start of the window after it. */
    long end() {
        return end;
    }

    /**
     * Seconds until a request of a cost would no longer be refused if nothing else is used, at
     * least 1.
     */
    long retryAfterSeconds(LimitSpec limit, long cost, long nowMillis) {
        LimitWindow window = limit.window();
        long length = end - start;
        long spent = total + current.unseen();
        long fading = previousTotal + before.unseen();
        if (used(window, nowMillis) + cost <= limit.amount()) {
            return Math.min(SELF_HELP_RETRY_SECONDS, seconds(end - nowMillis));
        }
        if (!window.slides()) {
            return seconds(end - nowMillis);
        }
        if (spent + cost <= limit.amount()) {
            // What is left of the predecessor must fade to what the current window leaves free.
            long room = limit.amount() - spent - cost;
            return seconds(start + length - room * length / fading - nowMillis);
        }
        long fadeInNext =
                Math.max(0, length - (limit.amount() - cost) * length / Math.max(1, spent));
        return seconds(end + fadeInNext - nowMillis);
    }

    /**
     * Whether nothing in it matters any more: its windows are over and nothing of them is on its
     * way.
     */
    boolean idle(LimitWindow window, long nowMillis) {
        return window.next(end) <= nowMillis && !current.underway() && !before.underway();
    }

    private long unseen(LimitWindow window, long nowMillis) {
        return used(window, nowMillis) - known(window, nowMillis);
    }

    private long known(LimitWindow window, long nowMillis) {
        return total + faded(previousTotal, window, nowMillis);
    }

    private long share(LimitSpec limit, FleetPlace fleet, long nowMillis) {
        long left = Math.max(0, limit.amount() - known(limit.window(), nowMillis));
        // One that the view does not count reckons with the whole fleet: others may be about to
        // begin as well.
        long edges = viewed && member() ? Math.max(1, users) : Math.max(fleet.size(), users + 1);
        long windowNumber = start / (end - start);
        return left / edges + (fleet.getsOneOf(left % edges, rotation + windowNumber) ? 1 : 0);
    }

    private boolean member() {
        return current.counted() || before.counted();
    }

    private long faded(long amount, LimitWindow window, long nowMillis) {
        if (amount == 0 || !window.slides()) {
            return 0;
        }
        long length = end - start;
        long elapsed = Math.clamp(nowMillis - start, 0, length);
        return Math.ceilDiv(amount * (length - elapsed), length);
    }

    private void roll(LimitWindow window, long to) {
        if (to <= start) {
            return;
        }
        boolean adjacent = start == window.previous(to);
        previousTotal = adjacent ? total : 0;
        before = adjacent ? current : new Spending();
        current = new Spending();
        total = 0;
        viewed = false;
        start = to;
        end = window.next(to);
        lastCharge = null;
    }

    private @Nullable Spending of(LimitWindow window, long windowStart) {
        if (windowStart == start) {
            return current;
        }
        return windowStart == window.previous(start) ? before : null;
    }

    private static long seconds(long millis) {
        return Math.max(1, Math.ceilDiv(millis, 1000));
    }
}
