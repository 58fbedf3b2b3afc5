package io.tollgate.metering;

import io.tollgate.metering.state.LimitUse;
import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the fleet used of one limit of one subject, by edge, in the current window and the one
 * before. Times in milliseconds since the epoch. Not thread-safe.
 */
final class LimitCounter {
    /** Stands for the total of a view that does not exist. */
    private static final long NO_VIEW = -1;

    private final String subject;
    private final String ownerId;
    private final Charge form;
    private final LimitWindow window;
    private long amount;
    private long start;
    private Map<String, Long> used;
    private Map<String, Long> previous;
    private Map<String, Long> unseen;
    private long viewTotal = NO_VIEW;
    private int viewEdges;
    private boolean published;

    /**
     * A counter of a limit of which nothing is known but the form of a charge.
     *
     * @param ownerId the owner that the subject belongs to or is
     * @param form tells name, scope, kind and length of the limit
     */
    LimitCounter(String subject, String ownerId, Charge form, LimitWindow window) {
        this.subject = subject;
        this.ownerId = ownerId;
        this.form = form;
        this.window = window;
        amount = form.getAmount();
        start = form.getWindowStart().toEpochMilli();
        used = new HashMap<>();
        previous = new HashMap<>();
        unseen = new HashMap<>();
    }

    static LimitCounter of(LimitUse state) {
        LimitKind kind = LimitKind.valueOf(state.getKind());
        var form =
                new Charge(
                        state.getLimit(),
                        LimitScope.valueOf(state.getScope()),
                        kind,
                        state.getWindow(),
                        Instant.ofEpochMilli(state.getWindowStart()),
                        state.getAmount(),
                        0L);
        var counter =
                new LimitCounter(
                        state.getSubject(),
                        state.getOwnerId(),
                        form,
                        LimitWindow.parse(kind, state.getWindow()).orElseThrow());
        counter.used = new HashMap<>(state.getUsed());
        counter.previous = new HashMap<>(state.getPrevious());
        counter.unseen = new HashMap<>(state.getUnseen());
        counter.viewTotal = state.getViewTotal();
        counter.viewEdges = state.getViewEdges();
        counter.published = state.getPublished();
        return counter;
    }

    LimitUse toState() {
        return new LimitUse(
                subject,
                ownerId,
                form.getScope().name(),
                form.getLimit(),
                form.getKind().name(),
                form.getWindow(),
                amount,
                start,
                used,
                previous,
                unseen,
                viewTotal,
                viewEdges,
                published);
    }

    /** Whether a charge is of this limit as it is, and not of one that has taken its name. */
    boolean fits(Charge charge) {
        return form.getScope() == charge.getScope()
                && form.getKind() == charge.getKind()
                && form.getWindow().equals(charge.getWindow());
    }

    /**
     * Counts what an edge charged to the window that starts at a time. What belongs to the window
     * before corrects it; what is older no longer matters.
     */
    void count(String edgeId, long windowStart, Charge charge) {
        if (windowStart > start) {
            roll(windowStart);
        }
        if (windowStart == start) {
            // Keys on different plans may share an owner's limit; views must come in time for the
            // smallest of those that were charged since the last.
            amount = unseen.isEmpty() ? charge.getAmount() : Math.min(amount, charge.getAmount());
            used.merge(edgeId, charge.getCost(), Long::sum);
            unseen.merge(edgeId, charge.getCost(), Long::sum);
        } else if (windowStart == window.before(start)) {
            previous.merge(edgeId, charge.getCost(), Long::sum);
        }
    }

    private void roll(long to) {
        previous = window.next(start) == to ? used : new HashMap<>();
        start = to;
        used = new HashMap<>();
        unseen = new HashMap<>();
        viewTotal = NO_VIEW;
        viewEdges = 0;
    }

    LimitWindow window() {
        return window;
    }

    /** Start of the current window. */
    long start() {
        return start;
    }

    /** What is used in the current window. */
    long total() {
        return sum(used);
    }

    /** The smallest amount that was charged since the last view. */
    long amount() {
        return amount;
    }

    /** What counts against the limit at a time. */
    long usedAt(long nowMillis) {
        return carriedAt(nowMillis) + sum(used);
    }

    /** What edges that have the last view know to be left at a time. */
    long leftByViewAt(long nowMillis) {
        return amount - carriedAt(nowMillis) - Math.max(0, viewTotal);
    }

    /** Among how many edges that is shared: those of the view, or without one the fleet. */
    int sharers(int fleet) {
        return Math.max(1, viewTotal == NO_VIEW ? Math.max(edges(), fleet) : viewEdges);
    }

    /** Whether the last view of this window does not count an edge that uses the limit by now. */
    boolean hasEdgeUnknownToView() {
        return viewTotal != NO_VIEW && edges() > viewEdges;
    }

    /** The most that one edge used since the last view. */
    long largestUnseen() {
        long largest = 0;
        for (long part : unseen.values()) {
            largest = Math.max(largest, part);
        }
        return largest;
    }

    /** Whether the window, or the one after it, on which it weighs, is still running. */
    boolean mattersAt(long nowMillis) {
        return nowMillis < window.next(window.next(start));
    }

    boolean wasPublished() {
        return published;
    }

    /** The view to publish; everything counted is in it. */
    Throttle publish(int partition, long nextOffset, String writer, Instant now) {
        viewTotal = sum(used);
        viewEdges = edges();
        unseen.clear();
        published = true;
        return new Throttle(
                ThrottleKind.THROTTLE,
                subject,
                ownerId,
                form.getScope(),
                form.getLimit(),
                form.getKind(),
                form.getWindow(),
                Instant.ofEpochMilli(start),
                amount,
                viewTotal,
                sum(previous),
                viewEdges,
                partition,
                nextOffset,
                writer,
                now);
    }

    private long carriedAt(long nowMillis) {
        return window.carried(sum(previous), start, nowMillis);
    }

    private int edges() {
        int edges = used.size();
        for (String edge : previous.keySet()) {
            edges += used.containsKey(edge) ? 0 : 1;
        }
        return edges;
    }

    private static long sum(Map<String, Long> byEdge) {
        long sum = 0;
        for (long part : byEdge.values()) {
            sum += part;
        }
        return sum;
    }
}
