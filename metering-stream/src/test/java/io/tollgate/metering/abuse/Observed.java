package io.tollgate.metering.abuse;

import io.tollgate.metering.Counted;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;
import io.tollgate.schemas.Upstream;
import io.tollgate.schemas.wire.AvroSerde;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Keys under one rule, with a clock that tests move; what they do is told by two edges in turn. */
final class Observed {
    static final String KEY = "key_1";
    private static final List<String> EDGES = List.of("edge-1", "edge-2");

    static {
        // Makes Avro trust our records.
        new AvroSerde<>(Rule.class).close();
    }

    private final Map<String, Conducts> memory = new HashMap<>();
    private final Map<String, Networks> networks = new HashMap<>();
    private final Map<String, Standing> standings = new HashMap<>();
    private final ActiveRule rule;
    private final Watch watch;
    private Instant now = Instant.parse("2026-11-02T00:00:00Z");
    private int told;

    Observed(Rule.Builder rule) {
        this.rule = ActiveRule.of(rule.build());
        watch =
                new Watch(
                        // As stores do that keep bytes.
                        memory(memory, conducts -> Conducts.of(conducts.toState())),
                        memory(networks, known -> Networks.of(known.toState())),
                        id -> standings.getOrDefault(id, Standing.STANDS));
    }

    /** A rule that suspends, with a window of ten minutes and no minimum. */
    static Rule.Builder rule(Signal signal, double threshold) {
        return Rule.newBuilder()
                .setRuleId("r")
                .setVersion(1)
                .setSignal(signal)
                .setThreshold(threshold)
                .setWindow("PT10M")
                .setAction(AbuseAction.SUSPEND)
                .setMode(RuleMode.ENFORCE)
                .setCoolDown("PT1S")
                .setUpdatedAt(Instant.EPOCH);
    }

    /** A request through the proxy that the API answered with 200. */
    static RequestEvent.Builder request() {
        return RequestEvent.newBuilder()
                .setSequence(0)
                .setPhase(Phase.WHOLE)
                .setOutcome(Outcome.ADMITTED)
                .setAt(Instant.EPOCH)
                .setKeyId(KEY)
                .setDoor(Door.PROXY)
                .setUpstream(Upstream.OK)
                .setStatus(200)
                .setSource("192.0.2.0/24");
    }

    /** A request with a key that is none. */
    static RequestEvent.Builder refused(String source) {
        return request()
                .setOutcome(Outcome.UNKNOWN_KEY)
                .setKeyId("")
                .setStatus(0)
                .setSource(source);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** What is raised by requests of this moment. */
    List<Alert> see(RequestEvent.Builder... requests) {
        var alerts = new ArrayList<Alert>();
        for (RequestEvent.Builder request : requests) {
            String edge = EDGES.get(told++ % EDGES.size());
            var batch =
                    new Counted(
                            edge,
                            "boot",
                            "acme",
                            now.toEpochMilli(),
                            told,
                            List.of(request.setAt(now).build()));
            alerts.addAll(watch.see(batch, List.of(rule), EDGES.size(), now.toEpochMilli()));
        }
        return alerts;
    }

    /** What is raised by the same requests again and again, one each second. */
    List<Alert> seeEachSecond(int times, RequestEvent.Builder request) {
        var alerts = new ArrayList<Alert>();
        for (int i = 0; i < times; i++) {
            pass(Duration.ofSeconds(1));
            alerts.addAll(see(request));
        }
        return alerts;
    }

    private static <T> Watch.Memory<T> memory(Map<String, T> map, UnaryOperator<T> copy) {
        return new Watch.Memory<>() {
            @Override
            public @Nullable T get(String name) {
                return map.get(name);
            }

            @Override
            public void put(String name, T known) {
                map.put(name, copy.apply(known));
            }
        };
    }

    /** What is raised without a request, since it waited for long enough. */
    List<Alert> seeNothing() {
        return Map.copyOf(networks).entrySet().stream()
                .flatMap(entry ->
                        watch
                                .overdue(
                                        entry.getKey(),
                                        entry.getValue(),
                                        List.of(rule),
                                        EDGES.size(),
                                        now.toEpochMilli())
                                .stream())
                .toList();
    }

    /** How many networks are remembered of all keys together. */
    int networksRemembered() {
        return networks.values().stream().mapToInt(Networks::remembered).sum();
    }

    void withdraw(String revocationId) {
        standings.put(revocationId, Standing.WITHDRAWN);
    }

    void withhold(String revocationId) {
        standings.put(revocationId, Standing.WITHHELD);
    }
}
