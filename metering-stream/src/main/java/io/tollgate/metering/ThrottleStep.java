package io.tollgate.metering;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts charges and tells the edges what was used of limits, when it matters to them. One per
 * task.
 *
 * <p>After a failover the new task walks through all limits once and tells again of those that are
 * mostly used, since it can't know what its predecessor was about to say.
 */
final class ThrottleStep implements Processor<String, Counted, Void, Void> {
    /** Views of one limit are told at most once in this time. */
    static final Duration TICK = Duration.ofMillis(10);

    /** How often edges hear how far counting has come. */
    static final Duration WATERMARK_EVERY = Duration.ofMillis(250);

    /** When views that nobody waits for are told. */
    private static final long SOON_MILLIS = 80;

    /** How far a window may start after the broker's time before it is taken for a wrong clock. */
    private static final long CLOCK_TOLERANCE_MILLIS = 5_000;

    private static final Duration EXPIRE_EVERY = Duration.ofSeconds(4);
    private static final int SWEEP_MOST = 2_000;

    private final String writer;
    private final MeteringMetrics metrics;
    private final Views views;
    private final ProcessorContext<Void, Void> context;
    private final KeyValueStore<String, LimitCounter> limits;
    private final KeyValueStore<String, Long> progress;
    private final FleetSize fleet;
    private final Set<String> now = new LinkedHashSet<>();
    private final Map<String, Long> soon = new LinkedHashMap<>();
    private final StoreSweep<LimitCounter> recovery;
    private boolean recovered;
    private long toldAt;

    ThrottleStep(
            String instance,
            Heartbeats heartbeats,
            Views views,
            MeteringMetrics metrics,
            ProcessorContext<Void, Void> context) {
        this.metrics = metrics;
        this.views = views;
        this.context = context;
        writer = instance + "/" + context.taskId();
        limits = context.getStateStore(StoreNames.LIMITS);
        progress = context.getStateStore(StoreNames.PROGRESS);
        fleet = new FleetSize(heartbeats);
        recovery = new StoreSweep<>(limits);
        var expiry = new StoreSweep<>(limits);
        schedule(TICK, this::tell);
        schedule(WATERMARK_EVERY, this::tellWatermark);
        schedule(
                EXPIRE_EVERY,
                time -> expiry.step(SWEEP_MOST, (key, counter) -> expire(key, counter, time)));
    }

    private void schedule(Duration every, Punctuator action) {
        context.schedule(every, PunctuationType.WALL_CLOCK_TIME, action);
    }

    @Override
    public void process(Record<String, Counted> record) {
        Counted counted = record.value();
        progress.put(StoreNames.NEXT_OFFSET, counted.nextOffset());
        var touched = new HashMap<String, LimitCounter>();
        for (RequestEvent event : counted.events()) {
            if (Counted.counts(event)) {
                event.getCharges().forEach(charge -> count(counted, event, charge, touched));
            }
        }
        touched.forEach(this::keep);
        long time = context.currentSystemTimeMs();
        if (time >= toldAt + TICK.toMillis()) {
            tell(time);
        }
    }

    private void count(
            Counted counted, RequestEvent event, Charge charge, Map<String, LimitCounter> touched) {
        String subject = charge.getScope() == LimitScope.OWNER ? counted.ownerId() : keyOf(event);
        String key = subject + "|" + charge.getLimit() + "|" + charge.getWindow();
        LimitCounter counter = touched.get(key);
        if (counter == null) {
            counter = counter(key, subject, counted, charge);
        }
        if (counter == null) {
            metrics.skipped("requests", "unusable charge");
            return;
        }
        touched.put(key, counter);
        long start = startOf(charge, counter.window(), counted.appendedAt());
        if (start > counter.start()) {
            metrics.limitWindowEnded(counter.amount(), counter.total());
        }
        counter.count(counted.edgeId(), start, charge);
    }

    /** The key that limits count for: a key that was rotated hands its counts over. */
    private static String keyOf(RequestEvent event) {
        return event.getLimitSubject().isEmpty() ? event.getKeyId() : event.getLimitSubject();
    }

    /** The counter of a charge's limit; null if the charge is of no limit that can be. */
    private @Nullable LimitCounter counter(
            String key, String subject, Counted counted, Charge charge) {
        LimitCounter known = limits.get(key);
        if (known == null) {
            known = inherited(subject + "|" + charge.getLimit(), charge);
        }
        if (known != null && known.fits(charge)) {
            return known;
        }
        LimitWindow window = LimitWindow.parse(charge.getKind(), charge.getWindow()).orElse(null);
        if (subject.isEmpty() || window == null || charge.getScope() == LimitScope.UNKNOWN) {
            return null;
        }
        long start = startOf(charge, window, counted.appendedAt());
        Charge form = Charge.newBuilder(charge).setWindowStart(Instant.ofEpochMilli(start)).build();
        return new LimitCounter(subject, counted.ownerId(), form, window);
    }

    /** What an earlier version counted under a name that did not tell windows apart. */
    private @Nullable LimitCounter inherited(String olderKey, Charge charge) {
        LimitCounter older = limits.get(olderKey);
        if (older == null || !older.fits(charge)) {
            return null;
        }
        // A view that can't be taken back now is one more record in the topic, and does no harm.
        boolean _ = older.wasPublished() && views.tell(olderKey, null);
        limits.delete(olderKey);
        now.remove(olderKey);
        soon.remove(olderKey);
        return older;
    }

    private static long startOf(Charge charge, LimitWindow window, long appendedAt) {
        long told = charge.getWindowStart().toEpochMilli();
        boolean fromTheFuture = told > appendedAt + CLOCK_TOLERANCE_MILLIS;
        return fromTheFuture ? window.startOf(appendedAt) : told;
    }

    private void keep(String key, LimitCounter counter) {
        limits.put(key, counter);
        long time = context.currentSystemTimeMs();
        switch (ViewUrgency.of(counter, fleet.at(time), time)) {
            case NOW -> now.add(key);
            case SOON -> soon.putIfAbsent(key, time + SOON_MILLIS);
            case NEVER -> {}
        }
    }

    private void tell(long time) {
        recovered =
                recovered
                        || recovery.step(SWEEP_MOST, (key, counter) -> recover(key, counter, time));
        soon.entrySet()
                .removeIf(entry -> {
                    boolean due = entry.getValue() <= time;
                    if (due) {
                        now.add(entry.getKey());
                    }
                    return due;
                });
        now.removeIf(key -> publish(key, time));
        toldAt = time;
    }

    private void recover(String key, LimitCounter counter, long time) {
        if (ViewUrgency.isMostlyUsed(counter, time)) {
            now.add(key);
        }
    }

    /** Tells of a limit, unless there is nothing to tell; false if that must be tried again. */
    private boolean publish(String key, long time) {
        soon.remove(key);
        LimitCounter counter = limits.get(key);
        if (counter != null && counter.mattersAt(time)) {
            Throttle view =
                    counter.publish(
                            context.taskId().partition(),
                            nextOffset(),
                            writer,
                            Instant.ofEpochMilli(time));
            if (!views.tell(key, view)) {
                return false;
            }
            limits.put(key, counter);
            metrics.viewPublished();
        }
        return true;
    }

    private void tellWatermark(long time) {
        int partition = context.taskId().partition();
        Instant at = Instant.ofEpochMilli(time);
        var watermark =
                new Throttle(
                        ThrottleKind.WATERMARK,
                        "",
                        "",
                        LimitScope.UNKNOWN,
                        "",
                        LimitKind.UNKNOWN,
                        "",
                        Instant.EPOCH,
                        0L,
                        0L,
                        0L,
                        0,
                        partition,
                        nextOffset(),
                        writer,
                        at);
        // The next comes so soon that one may be lost.
        boolean _ = views.tell("watermark|" + partition, watermark);
    }

    private void expire(String key, LimitCounter counter, long time) {
        if (!counter.mattersAt(time - WATERMARK_EVERY.toMillis())
                && (!counter.wasPublished() || views.tell(key, null))) {
            metrics.limitWindowEnded(counter.amount(), counter.total());
            limits.delete(key);
        }
    }

    private long nextOffset() {
        Long next = progress.get(StoreNames.NEXT_OFFSET);
        return next == null ? 0 : next;
    }
}
