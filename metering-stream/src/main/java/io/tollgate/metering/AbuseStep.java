package io.tollgate.metering;

import io.tollgate.metering.abuse.ActiveRule;
import io.tollgate.metering.abuse.Conducts;
import io.tollgate.metering.abuse.Networks;
import io.tollgate.metering.abuse.Standing;
import io.tollgate.metering.abuse.Watch;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Has what keys and sources do watched, and passes the alerts on. One per task. */
final class AbuseStep implements Processor<String, Counted, String, Alert> {
    /** Also how often conducts are written down. */
    private static final Duration EXPIRE_EVERY = Duration.ofSeconds(4);

    private static final int EXPIRE_MOST = 500;

    private final MeteringMetrics metrics;
    private final ProcessorContext<String, Alert> context;
    private final KeyValueStore<String, Conducts> conducts;
    private final KeyValueStore<String, Networks> networks;
    private final KeyValueStore<String, Rule> rules;
    private final RuleBook book;
    private final FleetSize fleet;
    private final Watch watch;

    AbuseStep(
            Heartbeats heartbeats,
            MeteringMetrics metrics,
            ProcessorContext<String, Alert> context) {
        this.metrics = metrics;
        this.context = context;
        conducts = context.getStateStore(StoreNames.CONDUCTS);
        networks = context.getStateStore(StoreNames.NETWORKS);
        rules = context.getStateStore(StoreNames.RULES);
        KeyValueStore<String, Revocation> withdrawn = context.getStateStore(StoreNames.REVOCATIONS);
        book = new RuleBook(this::allRules, metrics);
        fleet = new FleetSize(heartbeats);
        watch =
                new Watch(
                        new Stored<>(conducts),
                        new Stored<>(networks),
                        id -> Standing.of(withdrawn.get(id)));
        var expiry = new StoreSweep<>(conducts);
        var later = new StoreSweep<>(networks);
        context.schedule(
                EXPIRE_EVERY,
                PunctuationType.WALL_CLOCK_TIME,
                now -> {
                    expiry.step(EXPIRE_MOST, (subject, did) -> expire(subject, did, now));
                    later.step(EXPIRE_MOST, (name, known) -> tellLater(name, known, now));
                });
    }

    @Override
    public void process(Record<String, Counted> record) {
        long now = context.currentSystemTimeMs();
        List<ActiveRule> active = book.at(now);
        if (!active.isEmpty()) {
            watch.see(record.value(), active, fleet.at(now), now).forEach(this::raise);
        }
    }

    private void raise(Alert alert) {
        metrics.alerted(alert);
        context.forward(new Record<>(alert.getOwnerId(), alert, alert.getAt().toEpochMilli()));
    }

    private void expire(String subject, Conducts did, long now) {
        if (did.expire(now)) {
            conducts.delete(subject);
        }
    }

    private void tellLater(String name, Networks known, long now) {
        if (known.isOver(now)) {
            networks.delete(name);
        } else {
            watch.overdue(name, known, book.at(now), fleet.at(now), now).ifPresent(this::raise);
        }
    }

    private List<Rule> allRules() {
        var all = new ArrayList<Rule>();
        try (KeyValueIterator<String, Rule> entries = rules.all()) {
            entries.forEachRemaining(entry -> all.add(entry.value));
        }
        return all;
    }

    /** What is known, in a store. */
    private record Stored<T>(KeyValueStore<String, T> store) implements Watch.Memory<T> {
        @Override
        public @Nullable T get(String name) {
            return store.get(name);
        }

        @Override
        public void put(String name, T known) {
            store.put(name, known);
        }
    }
}
