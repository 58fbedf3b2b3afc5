package io.tollgate.metering.abuse;

import io.tollgate.metering.Counted;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.RequestEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Watches what keys and sources do, and raises alerts as rules say. Not thread-safe. */
public final class Watch {
    private final Memory<Conducts> memory;
    private final NetworkWatch networks;
    private final Function<String, Standing> standing;

    /** Keeps what is known, by names. */
    public interface Memory<T> {
        /** What is known under a name, null if nothing is. */
        @Nullable T get(String name);

        /** Keeps what is known. */
        void put(String name, T known);

        /** Keeps it in a map. */
        static <T> Memory<T> in(Map<String, T> map) {
            return new Memory<>() {
                @Override
                public @Nullable T get(String name) {
                    return map.get(name);
                }

                @Override
                public void put(String name, T known) {
                    map.put(name, known);
                }
            };
        }
    }

    /**
     * With a memory.
     *
     * @param memory of what subjects did, by their names
     * @param networks that keys were used from, by rule and key
     * @param standing what became of a revocation, by id
     */
    public Watch(
            Memory<Conducts> memory,
            Memory<Networks> networks,
            Function<String, Standing> standing) {
        this.memory = memory;
        this.networks = new NetworkWatch(networks);
        this.standing = standing;
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
                    rules.stream()
                            .filter(rule -> rule.sensor() != Sensor.NEW_NETWORK)
                            .filter(rule -> rule.sensor().subject() == kind)
                            .toList();
            if (!concerned.isEmpty()) {
                bySubject(counted, kind)
                        .forEach((subject, events) -> {
                            var acts = new Acts(subject, events, counted, fleet, nowMillis);
                            alerts.addAll(judge(acts, concerned));
                        });
            }
        }
        for (ActiveRule rule : rules) {
            if (rule.sensor() == Sensor.NEW_NETWORK) {
                alerts.addAll(networks.see(counted, rule, fleet, nowMillis));
            }
        }
        return alerts;
    }

    /**
     * The alert of networks that were new while a rule left their key alone, if that is over.
     *
     * @param name what they are kept under
     * @param fleet number of live edges
     */
    public Optional<Alert> overdue(
            String name, Networks known, List<ActiveRule> rules, int fleet, long nowMillis) {
        return networks.overdue(
                name,
                known,
                rules.stream().filter(rule -> rule.sensor() == Sensor.NEW_NETWORK).toList(),
                fleet,
                nowMillis);
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
                    new Judge(rule, acts.fleet(), standing)
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
                                    conduct.answeredUntil(standing));
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
