package io.tollgate.metering;

import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Watches what keys do and raises alerts as the rules say. One per task. */
final class AbuseStep implements Processor<String, Counted, String, Alert> {
    private static final Duration EXPIRE_EVERY = Duration.ofSeconds(4);
    private static final int SWEEP_MOST = 2_000;

    private final MeteringMetrics metrics;
    private final ProcessorContext<String, Alert> context;
    private final KeyValueStore<String, Conduct> conducts;
    private final KeyValueStore<String, Rule> rules;
    private final KeyValueStore<String, Revocation> revocations;
    private final RuleBook book;
    private final FleetSize fleet;

    AbuseStep(
            Heartbeats heartbeats,
            MeteringMetrics metrics,
            ProcessorContext<String, Alert> context) {
        this.metrics = metrics;
        this.context = context;
        conducts = context.getStateStore(StoreNames.CONDUCT);
        rules = context.getStateStore(StoreNames.RULES);
        revocations = context.getStateStore(StoreNames.REVOCATIONS);
        book = new RuleBook(this::allRules, metrics);
        fleet = new FleetSize(heartbeats);
        var expiry = new StoreSweep<>(conducts);
        context.schedule(
                EXPIRE_EVERY,
                PunctuationType.WALL_CLOCK_TIME,
                now -> expiry.step(SWEEP_MOST, (key, conduct) -> expire(key, conduct, now)));
    }

    @Override
    public void process(Record<String, Counted> record) {
        Counted counted = record.value();
        List<ActiveRule> active = book.at(context.currentSystemTimeMs());
        if (active.isEmpty()) {
            return;
        }
        var byKey = new LinkedHashMap<String, List<RequestEvent>>();
        for (RequestEvent event : counted.events()) {
            if (!event.getKeyId().isEmpty() && Counted.counts(event)) {
                byKey.computeIfAbsent(event.getKeyId(), _ -> new ArrayList<>()).add(event);
            }
        }
        for (ActiveRule rule : active) {
            byKey.forEach((keyId, events) -> {
                if (!rule.exempts(keyId, counted.ownerId())) {
                    judge(rule, keyId, events, counted);
                }
            });
        }
    }

    private void judge(ActiveRule rule, String keyId, List<RequestEvent> events, Counted counted) {
        String key = rule.rule().getRuleId() + "|" + keyId;
        Conduct known = conducts.get(key);
        Conduct conduct = known == null ? new Conduct() : known;
        // What an edge tells long after the fact is no reason to act now.
        long since =
                Math.max(
                        counted.appendedAt() - rule.window().toMillis(),
                        conduct.answeredUntil(this::isWithdrawn));
        boolean sentOn = false;
        for (RequestEvent event : events) {
            long at = counted.timeOf(event);
            boolean limited = event.getOutcome() == Outcome.LIMITED;
            if (at > since) {
                conduct.note(
                        rule,
                        at,
                        counted.edgeId(),
                        limited ? event.getCount() : 0,
                        event.getCount());
                sentOn |= limited;
            }
        }
        long now = context.currentSystemTimeMs();
        if (sentOn) {
            new SentOnRule(rule, fleet.at(now), this::isWithdrawn)
                    .judge(keyId, counted.ownerId(), conduct, Instant.ofEpochMilli(now))
                    .ifPresent(this::raise);
        }
        conduct.keepUntil(now + rule.memory().toMillis());
        conducts.put(key, conduct);
    }

    private void raise(Alert alert) {
        metrics.alerted(alert);
        context.forward(new Record<>(alert.getOwnerId(), alert, alert.getAt().toEpochMilli()));
    }

    private void expire(String key, Conduct conduct, long now) {
        if (conduct.keepUntil() < now) {
            conducts.delete(key);
        }
    }

    private boolean isWithdrawn(String revocationId) {
        return revocations.get(revocationId) != null;
    }

    private List<Rule> allRules() {
        var all = new ArrayList<Rule>();
        try (KeyValueIterator<String, Rule> entries = rules.all()) {
            entries.forEachRemaining(entry -> all.add(entry.value));
        }
        return all;
    }
}
