package io.tollgate.metering;

import io.tollgate.metering.UsagePlacement.Placed;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Counts the usage of keys by minute, hour and day. One per task.
 *
 * <p>Events are counted into the store {@code usage-pending} by key and minute. Once an interval,
 * the minute of a key that has something new is written: what the store {@code usage} has of it and
 * what is pending. When the key pauses for {@value #PAUSE} intervals, and after {@value
 * #FOLD_EVERY} if it does not, what is pending is added to its minute, hour and day in {@code
 * usage}, hour and day are written, and nothing is pending any more. All that is in one transaction
 * with the events, so a crash forgets nothing.
 */
final class UsageStep implements Processor<String, Counted, String, Object> {
    /**
     * An interval's work is done in so many parts, so that it never holds up throttles for long.
     */
    static final int SLOTS = 20;

    /** After how many intervals without an event hours and days are brought up to date. */
    static final int PAUSE = 4;

    /** How many intervals the hours and days of a busy key wait at most. */
    static final int FOLD_EVERY = 16;

    private static final int CLOSE_MOST = 100;
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Duration grace;
    private final MeteringMetrics metrics;
    private final ProcessorContext<String, Object> context;
    private final KeyValueStore<String, OpenWindow> pending;
    private final KeyValueStore<String, OpenWindow> usage;
    private final KeyValueStore<String, Long> progress;

    /** What is pending and the tick in which its minute was last written, by slot. */
    private final List<Map<PendingKey, Long>> toFold = slots(LinkedHashMap::new);

    /** What of it is in no written minute, by slot. */
    private final List<Set<PendingKey>> toWrite = slots(LinkedHashSet::new);

    private final long tickMillis;
    private boolean recovered;
    private long tick;
    private long appendedUntil;
    private long quietSince;

    /** No window in the store ends before this time. */
    private long firstEnd = Long.MIN_VALUE;

    /** Windows that end at this time or before were closed when the running round began. */
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

    /** What a predecessor left pending; some of it may be written already, and is once more. */
    private void recover() {
        for (KeyValue<String, OpenWindow> left :
                StoreSweep.read(pending, null, null, Integer.MAX_VALUE)) {
            remember(new PendingKey(left.value.keyId(), left.value.span()));
        }
        recovered = true;
    }

    private void remember(PendingKey key) {
        toFold.get(key.slot()).putIfAbsent(key, tick);
        toWrite.get(key.slot()).add(key);
    }

    private void tick(long nowMillis) {
        if (!recovered) {
            recover();
        }
        Instant now = Instant.ofEpochMilli(nowMillis);
        long round = (long) SLOTS * FOLD_EVERY;
        long reached = nowMillis / tickMillis;
        for (long due = Math.max(tick + 1, reached - round + 1); due <= reached; due++) {
            if (due % round == 0) {
                settledUntil = closedAtStart;
                closedAtStart = closedUntil();
            }
            int slot = (int) (due % SLOTS);
            writeMinutes(slot, due, now);
            // Each slot has its turn in another interval, so that no interval has much to do.
            boolean turn = due / SLOTS % FOLD_EVERY == slot % FOLD_EVERY;
            fold(slot, turn ? due : due - (long) SLOTS * PAUSE, now);
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
        var touched = new HashMap<PendingKey, OpenWindow>();
        var late = new LateEvents();
        List<Placed> placed = placement.place(counted);
        metrics.keyless(counted.events().size() - placed.size());
        for (Placed place : placed) {
            if (place.late()) {
                metrics.late();
                long happened = counted.timeOf(place.event());
                late.add(place.event().getSequence(), happened, place.minute());
            }
            touched.computeIfAbsent(
                            new PendingKey(place.event().getKeyId(), place.minute()), this::pending)
                    .add(place.event(), counted.ownerId(), place.late());
        }
        touched.forEach((key, window) -> {
            pending.put(key.text(), window);
            remember(key);
        });
        list(late, counted);
    }

    private OpenWindow pending(PendingKey key) {
        OpenWindow window = pending.get(key.text());
        return window == null ? new OpenWindow(key.keyId(), key.minute()) : window;
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

    private void writeMinutes(int slot, long due, Instant now) {
        for (PendingKey key : toWrite.get(slot)) {
            toFold.get(slot).put(key, due);
            OpenWindow more = pending(key);
            more.revise(now);
            pending.put(key.text(), more);
            OpenWindow before = usage.get(new WindowKey(key.keyId(), key.minute()).text());
            write(before == null ? more.toUsage() : before.with(more).toUsage(), now);
        }
        toWrite.get(slot).clear();
    }

    /** Adds what is pending, unless its minute was written later, to all windows that it is in. */
    private void fold(int slot, long writtenUntil, Instant now) {
        var due = new ArrayList<PendingKey>();
        toFold.get(slot)
                .forEach((key, written) -> {
                    if (written <= writtenUntil) {
                        due.add(key);
                    }
                });
        due.forEach(toFold.get(slot)::remove);
        var longer = new LinkedHashMap<WindowKey, OpenWindow>();
        for (PendingKey key : due) {
            OpenWindow more = pending(key);
            var minute = new WindowKey(key.keyId(), key.minute());
            keep(minute, window(minute).with(more));
            for (UsageWindow length : List.of(UsageWindow.HOUR, UsageWindow.DAY)) {
                var span = UsageSpan.holding(length, key.minute().startMillis());
                longer.computeIfAbsent(new WindowKey(key.keyId(), span), this::window).add(more);
            }
            pending.delete(key.text());
        }
        longer.forEach((key, window) -> {
            window.revise(now);
            keep(key, window);
            write(window.toUsage(), now);
        });
    }

    private OpenWindow window(WindowKey key) {
        OpenWindow window = usage.get(key.text());
        return window == null ? new OpenWindow(key.keyId(), key.span()) : window;
    }

    private void keep(WindowKey key, OpenWindow window) {
        usage.put(key.text(), window);
        firstEnd = Math.min(firstEnd, key.span().endMillis());
    }

    /**
     * Writes the windows whose grace is over for the last time. How late it is, the append times of
     * the records say, so that a backlog still finds its windows open; the clock is asked only when
     * no record has come for a while.
     *
     * <p>First they take no more events; a round later, when what was pending of them has been
     * added, they are written and forgotten.
     */
    private void closeEnded(Instant now) {
        boolean quiet = now.toEpochMilli() - quietSince >= IDLE.toMillis();
        long reached = quiet ? Math.max(appendedUntil, now.toEpochMilli()) : appendedUntil;
        long closedUntil = Math.max(closedUntil(), reached - grace.toMillis());
        if (firstEnd > closedUntil) {
            return;
        }
        List<KeyValue<String, OpenWindow>> first = StoreSweep.read(usage, null, null, 1);
        firstEnd = first.isEmpty() ? Long.MAX_VALUE : first.getFirst().value.span().endMillis();
        if (firstEnd <= closedUntil) {
            progress.put(StoreNames.CLOSED_UNTIL, closedUntil);
        }
        for (KeyValue<String, OpenWindow> window : ended(settledUntil)) {
            window.value.revise(now);
            usage.delete(window.key);
            Usage last = Usage.newBuilder(window.value.toUsage()).setFinal$(true).build();
            write(last, now);
        }
    }

    private List<KeyValue<String, OpenWindow>> ended(long untilMillis) {
        return StoreSweep.read(usage, null, WindowKey.after(untilMillis), CLOSE_MOST);
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

    private static <T> List<T> slots(Supplier<T> empty) {
        return Stream.generate(empty).limit(SLOTS).toList();
    }

    /** All minutes of a key are in one slot, and a slot has its turn once an interval. */
    private record PendingKey(String keyId, UsageSpan minute) {
        int slot() {
            return Math.floorMod(keyId.hashCode(), SLOTS);
        }

        String text() {
            return keyId + "|" + minute.startMillis();
        }
    }

    /** Keys of the store begin with the window's end, so that what closes next comes first. */
    private record WindowKey(String keyId, UsageSpan span) {
        private static final int DIGITS = 15;

        String text() {
            return padded(span.endMillis()) + "|" + span.window() + "|" + keyId;
        }

        /** What no key of a window that ends at a time or before is greater than. */
        static String after(long endMillis) {
            return padded(Math.max(0, endMillis + 1));
        }

        private static String padded(long millis) {
            String digits = Long.toString(millis);
            return "0".repeat(DIGITS - digits.length()) + digits;
        }
    }
}
