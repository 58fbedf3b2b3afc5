package io.tollgate.metering.abuse;

import io.tollgate.metering.Counted;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.RequestEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Watches what keys and sources do, and raises alerts as rules say. Not thread-safe. */
public final class Watch {
    private final Memory memory;
    private final Predicate<String> withdrawn;

    /** Keeps what subjects did, by their names. */
    public interface Memory {
        /** What a subject did, null if nothing is known of it. */
        @Nullable Conducts get(String subject);

        /** Keeps what a subject did. */
        void put(String subject, Conducts conducts);

        /** Keeps it in a map. */
        static Memory in(Map<String, Conducts> map) {
            return new Memory() {
                @Override
                public @Nullable Conducts get(String subject) {
                    return map.get(subject);
                }

                @Override
                public void put(String subject, Conducts conducts) {
                    map.put(subject, conducts);
                }
            };
        }
    }

    /**
     * With a memory.
     *
     * @param withdrawn whether a revocation was withdrawn, by id
     */
    public Watch(Memory memory, Predicate<String> withdrawn) {
        this.memory = memory;
        this.withdrawn = withdrawn;
    }

    /**
     * Takes note of events, and judges those whom they concern.
     *
     * @param fleet number of live edges
     */
    public List<Alert> see(Counted counted, List<ActiveRule> rules, int fleet, long nowMillis) {
        var alerts = new ArrayList<Alert>();
        for (Subject.Kind kind : Subject.Kind.values()) {
            List<ActiveRule> concerned =
                    rules.stream().filter(rule -> rule.sensor().subject() == kind).toList();
            if (!concerned.isEmpty()) {
                bySubject(counted, kind)
                        .forEach((subject, events) -> {
                            var acts = new Acts(subject, events, counted, fleet, nowMillis);
                            alerts.addAll(judge(acts, concerned));
                        });
            }
        }
        return alerts;
    }

    /** What a batch tells of one subject. */
    private record Acts(
            Subject subject, List<RequestEvent> events, Counted counted, int fleet, long now) {}

    private static Map<Subject, List<RequestEvent>> bySubject(Counted counted, Subject.Kind kind) {
        var bySubject = new LinkedHashMap<Subject, List<RequestEvent>>();
        for (RequestEvent event : counted.events()) {
            if (Subject.isIn(event, kind)) {
                bySubject
                        .computeIfAbsent(Subject.in(event, kind), _ -> new ArrayList<>())
                        .add(event);
            }
        }
        return bySubject;
    }

    private List<Alert> judge(Acts acts, List<ActiveRule> rules) {
        var alerts = new ArrayList<Alert>();
        Conducts known = memory.get(acts.subject().name());
        Conducts conducts = known == null ? new Conducts() : known;
        boolean noted = false;
        for (ActiveRule rule : rules) {
            if (!rule.exempts(acts.subject(), acts.counted().ownerId())) {
                Noted what = note(rule, conducts, acts);
                noted |= what != Noted.NOTHING;
                if (what == Noted.HITS) {
                    new Judge(rule, acts.fleet(), withdrawn)
                            .judge(
                                    acts.subject(),
                                    acts.counted().ownerId(),
                                    conducts.of(rule),
                                    Instant.ofEpochMilli(acts.now()))
                            .ifPresent(alerts::add);
                }
            }
        }
        if (noted) {
            memory.put(acts.subject().name(), conducts);
        }
        return alerts;
    }

    private enum Noted {
        NOTHING,
        SOMETHING,
        HITS
    }

    private Noted note(ActiveRule rule, Conducts conducts, Acts acts) {
        var noted = Noted.NOTHING;
        long since = Long.MIN_VALUE;
        for (RequestEvent event : acts.events()) {
            Sight sight = rule.sensor().see(event);
            if (sight.all() > 0) {
                Conduct conduct = conducts.of(rule);
                if (noted == Noted.NOTHING) {
                    noted = Noted.SOMETHING;
                    // What an edge tells long after the fact is no reason to act now.
                    since =
                            Math.max(
                                    acts.counted().appendedAt() - rule.window().toMillis(),
                                    conduct.answeredUntil(withdrawn));
                }
                long at = acts.counted().timeOf(event);
                if (at > since) {
                    conduct.note(rule, at, acts.counted().edgeId(), sight, acts.now());
                    noted = sight.hits() > 0 ? Noted.HITS : noted;
                }
            }
        }
        return noted;
    }
}
