package io.tollgate.metering;

import io.tollgate.metering.UsagePlacement.Placed;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts the usage of keys by minute, hour and day. One per task.
 *
 * <p>Events go into the store {@code usage-pending} by key and minute. Once an interval, what is
 * there of a key is added to its minute, hour and day in the store {@code usage}, these are
 * written, and it is deleted, all in one transaction. So what is still to be written is what is in
 * the store: a crash can't forget it, and nothing has to be remembered elsewhere.
 */
final class UsageStep implements Processor<String, Counted, String, Object> {
    /**
     * An interval's work is done in so many parts, so that it never holds up throttles for long.
     */
    private static final int SLOTS = 20;

    private static final int CLOSE_MOST = 100;
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final List<UsageWindow> WINDOWS =
            List.of(UsageWindow.MINUTE, UsageWindow.HOUR, UsageWindow.DAY);

    private final Duration grace;
    private final MeteringMetrics metrics;
    private final ProcessorContext<String, Object> context;
    private final KeyValueStore<String, Usage> pending;
    private final KeyValueStore<String, Usage> usage;
    private final KeyValueStore<String, Long> progress;
    private final long tickMillis;
    private long tick;
    private long appendedUntil;
    private long quietSince;

    /** Windows that end at this time or before were closed when the running interval began. */
    private long closedAtStart = Long.MIN_VALUE;

    /** Of windows that end at this time or before nothing is pending any more. */
    private long settledUntil = Long.MIN_VALUE;

    UsageStep(
            Duration grace,
            Duration interval,
            MeteringMetrics metrics,
            ProcessorContext<String, Object> context) {
        this.grace = grace;
        this.metrics = metrics;
        this.context = context;
        pending = context.getStateStore(StoreNames.USAGE_PENDING);
        usage = context.getStateStore(StoreNames.USAGE);
        progress = context.getStateStore(StoreNames.PROGRESS);
        quietSince = context.currentSystemTimeMs();
        tickMillis = Math.max(1, interval.toMillis() / SLOTS);
        tick = quietSince / tickMillis;
        context.schedule(
                Duration.ofMillis(tickMillis), PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    private void tick(long nowMillis) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        long reached = nowMillis / tickMillis;
        for (long due = Math.max(tick + 1, reached - SLOTS + 1); due <= reached; due++) {
            if (due % SLOTS == 0) {
                settledUntil = closedAtStart;
                closedAtStart = closedUntil();
            }
            writePending((int) (due % SLOTS), now);
        }
        tick = reached;
        closeEnded(now);
    }

    @Override
    public void process(Record<String, Counted> record) {
        Counted counted = record.value();
        appendedUntil = Math.max(appendedUntil, counted.appendedAt());
        quietSince = context.currentSystemTimeMs();
        var placement = new UsagePlacement(grace, closedUntil());
        var tallies = new LinkedHashMap<PendingKey, UsageTally>();
        var late = new LateEvents();
        List<Placed> placed = placement.place(counted);
        metrics.keyless(counted.events().size() - placed.size());
        for (Placed place : placed) {
            if (place.late()) {
                metrics.late();
                long happened = counted.timeOf(place.event());
                late.add(place.event().getSequence(), happened, place.minute());
            }
            tallies.computeIfAbsent(
                            new PendingKey(place.event().getKeyId(), place.minute()),
                            key -> startedFrom(pending.get(key.text()), key.keyId()))
                    .add(place.event(), counted.ownerId(), place.late());
        }
        Instant now = Instant.ofEpochMilli(quietSince);
        tallies.forEach((key, tally) ->
                pending.put(key.text(), tally.toUsage(key.minute(), 0, false, now)));
        list(late, counted);
    }

    private void list(LateEvents late, Counted counted) {
        int partition = context.taskId().partition();
        var gaps = new GapReport(counted.edgeId(), counted.boot(), partition);
        for (Gap gap : late.toGaps(gaps, counted)) {
            context.forward(
                    new Record<>(gaps.topicKey(), gap, counted.appendedAt()),
                    MeteringTopology.WRITE_GAPS);
        }
    }

    private void writePending(int slot, Instant now) {
        String from = PendingKey.prefix(slot);
        String to = PendingKey.prefix(slot + 1);
        List<KeyValue<String, Usage>> parts = StoreSweep.read(pending, from, to, Integer.MAX_VALUE);
        var windows = new LinkedHashMap<WindowKey, UsageTally>();
        for (KeyValue<String, Usage> part : parts) {
            for (UsageWindow window : WINDOWS) {
                long start = part.value.getWindowStart().toEpochMilli();
                var key = new WindowKey(part.value.getKeyId(), UsageSpan.holding(window, start));
                windows.computeIfAbsent(key, of -> new UsageTally(of.keyId())).add(part.value);
            }
            pending.delete(part.key);
        }
        windows.forEach((key, more) -> add(key, more, now));
    }

    private void add(WindowKey key, UsageTally more, Instant now) {
        Usage before = usage.get(key.text());
        long revision = before == null ? 1 : before.getRevision() + 1;
        UsageTally sum = startedFrom(before, key.keyId());
        sum.add(more.toUsage(key.span(), revision, false, now));
        Usage written = sum.toUsage(key.span(), revision, false, now);
        usage.put(key.text(), written);
        write(written, now);
    }

    /**
     * Writes the windows whose grace is over for the last time. How late it is, the append times of
     * the records say, so that a backlog still finds its windows open; the clock is asked only when
     * no record has come for a while.
     *
     * <p>First they take no more events; an interval later, when what was pending of them has been
     * added, they are written and forgotten.
     */
    private void closeEnded(Instant now) {
        boolean quiet = now.toEpochMilli() - quietSince >= IDLE.toMillis();
        long reached = quiet ? Math.max(appendedUntil, now.toEpochMilli()) : appendedUntil;
        long closedUntil = Math.max(closedUntil(), reached - grace.toMillis());
        if (!ended(closedUntil, 1).isEmpty()) {
            progress.put(StoreNames.CLOSED_UNTIL, closedUntil);
        }
        for (KeyValue<String, Usage> window : ended(settledUntil, CLOSE_MOST)) {
            Usage last =
                    Usage.newBuilder(window.value)
                            .setRevision(window.value.getRevision() + 1)
                            .setFinal$(true)
                            .setUpdatedAt(now)
                            .build();
            usage.delete(window.key);
            write(last, now);
        }
    }

    private List<KeyValue<String, Usage>> ended(long untilMillis, int most) {
        return StoreSweep.read(usage, null, WindowKey.after(untilMillis), most);
    }

    private void write(Usage window, Instant now) {
        String key = window.getKeyId() + "|" + window.getWindowStart();
        context.forward(
                new Record<>(key, window, now.toEpochMilli()),
                MeteringTopology.writeUsage(window.getWindow()));
    }

    private long closedUntil() {
        Long until = progress.get(StoreNames.CLOSED_UNTIL);
        return until == null ? Long.MIN_VALUE : until;
    }

    private static UsageTally startedFrom(@Nullable Usage before, String keyId) {
        var tally = new UsageTally(keyId);
        if (before != null) {
            tally.add(before);
        }
        return tally;
    }

    /** All windows of a key are in one slot, and a slot has its turn once an interval. */
    private record PendingKey(String keyId, UsageSpan minute) {
        String text() {
            return prefix(Math.floorMod(keyId.hashCode(), SLOTS))
                    + keyId
                    + "|"
                    + minute.startMillis();
        }

        static String prefix(int slot) {
            return String.format(Locale.ROOT, "%02d|", slot);
        }
    }

    /** Keys of the store begin with the window's end, so that what closes next comes first. */
    private record WindowKey(String keyId, UsageSpan span) {
        String text() {
            return padded(span.endMillis()) + "|" + span.window() + "|" + keyId;
        }

        /** What no key of a window that ends at a time or before is greater than. */
        static String after(long endMillis) {
            return padded(Math.max(0, endMillis + 1));
        }

        private static String padded(long millis) {
            return String.format(Locale.ROOT, "%015d", millis);
        }
    }
}
