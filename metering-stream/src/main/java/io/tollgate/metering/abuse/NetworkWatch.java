package io.tollgate.metering.abuse;

import io.tollgate.metering.Counted;
import io.tollgate.metering.state.UntoldNetwork;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Raises alerts of keys that are used from a network that is new for them. What is new while a rule
 * leaves a key alone is told together when that is over. Not thread-safe.
 */
final class NetworkWatch {
    private static final int NAMED = 5;

    private final Watch.Memory<Networks> memory;

    NetworkWatch(Watch.Memory<Networks> memory) {
        this.memory = memory;
    }

    /** Takes note of events. */
    List<Alert> see(Counted counted, ActiveRule rule, int fleet, long now) {
        var alerts = new ArrayList<Alert>();
        byKey(counted)
                .forEach((key, uses) -> {
                    if (!rule.exempts(new Subject.Key(key), counted.ownerId())) {
                        note(key, uses, counted, rule, fleet, now).ifPresent(alerts::add);
                    }
                });
        return alerts;
    }

    /**
     * The alert of what waited until the rule may raise one again, if it waited for long enough.
     */
    Optional<Alert> overdue(
            String name, Networks networks, List<ActiveRule> rules, int fleet, long now) {
        return rules.stream()
                .filter(rule -> name.startsWith(rule.rule().getRuleId() + "|"))
                .filter(rule -> networks.isDue(rule, now))
                .findFirst()
                .map(rule -> {
                    String key = name.substring(rule.rule().getRuleId().length() + 1);
                    Alert alert = alert(key, networks, rule, fleet, now);
                    networks.told(now);
                    memory.put(name, networks);
                    return alert;
                });
    }

    private static Map<String, List<RequestEvent>> byKey(Counted counted) {
        var byKey = new LinkedHashMap<String, List<RequestEvent>>();
        for (RequestEvent event : counted.events()) {
            if (Sensor.NEW_NETWORK.see(event).hits() > 0) {
                byKey.computeIfAbsent(event.getKeyId(), _ -> new ArrayList<>()).add(event);
            }
        }
        return byKey;
    }

    private Optional<Alert> note(
            String key,
            List<RequestEvent> uses,
            Counted counted,
            ActiveRule rule,
            int fleet,
            long now) {
        String name = rule.rule().getRuleId() + "|" + key;
        Networks known = memory.get(name);
        Networks networks =
                known == null
                        ? new Networks(counted.ownerId(), counted.timeOf(uses.getFirst()))
                        : known;
        boolean changed = false;
        for (RequestEvent use : uses) {
            changed |= networks.note(use.getSource(), counted.edgeId(), counted.timeOf(use), rule);
        }
        Optional<Alert> alert = Optional.empty();
        if (networks.isDue(rule, now)) {
            alert = Optional.of(alert(key, networks, rule, fleet, now));
            networks.told(now);
            changed = true;
        }
        if (changed) {
            memory.put(name, networks);
        }
        return alert;
    }

    private static Alert alert(
            String key, Networks networks, ActiveRule active, int fleet, long now) {
        Rule rule = active.rule();
        List<UntoldNetwork> fresh = networks.untold();
        UntoldNetwork first = fresh.getFirst();
        List<String> names = fresh.stream().map(UntoldNetwork::getNetwork).toList();
        boolean more = rule.getAction().compareTo(AbuseAction.NOTIFY) > 0;
        AbuseAction action = more ? AbuseAction.NOTIFY : rule.getAction();
        // The same for the same networks at the same time, so that a replay names the same alert.
        String cause =
                String.join(
                        "|",
                        rule.getRuleId(),
                        key,
                        first.getNetwork(),
                        String.valueOf(first.getAt()));
        return Alert.newBuilder()
                .setAlertId("alert_" + Judge.hash(cause))
                .setRuleId(rule.getRuleId())
                .setRuleVersion(rule.getVersion())
                .setSignal(rule.getSignal())
                .setKeyId(key)
                .setOwnerId(networks.ownerId())
                .setWindowStart(Instant.ofEpochMilli(first.getAt()))
                .setWindowEnd(Instant.ofEpochMilli(latest(fresh)))
                .setEvidence(evidence(networks, rule, fleet))
                .setNetworks(names)
                .setEdges(fresh.stream().map(UntoldNetwork::getEdgeId).distinct().sorted().toList())
                .setAction(action)
                .setMode(rule.getMode())
                .setRestraint(more ? active.sensor().restraint() : "")
                .setMessage(key + " was used for the first time from " + list(names))
                .setAt(Instant.ofEpochMilli(now))
                .build();
    }

    private static Map<String, Double> evidence(Networks networks, Rule rule, int fleet) {
        int fresh = networks.untold().size();
        return Map.of(
                "newNetworks",
                (double) fresh,
                "knownNetworks",
                (double) networks.remembered() - fresh,
                "threshold",
                rule.getThreshold(),
                "fleet",
                (double) fleet);
    }

    private static long latest(List<UntoldNetwork> fresh) {
        return fresh.stream().mapToLong(UntoldNetwork::getAt).max().orElseThrow();
    }

    private static String list(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED))
                        + " and "
                        + (names.size() - NAMED)
                        + " more";
    }
}
