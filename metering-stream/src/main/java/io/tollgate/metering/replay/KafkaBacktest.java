package io.tollgate.metering.replay;

import io.tollgate.metering.MeteringSettings;
import io.tollgate.metering.abuse.ActiveRule;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Rule;
import java.util.Comparator;
import java.util.List;

/** Tries a rule of abuse detection on what {@code requests} holds. Writes nothing to Kafka. */
public final class KafkaBacktest {
    private KafkaBacktest() {}

    /**
     * The alerts that a rule would have raised within a scope, by time. What was requested as long
     * before the scope as windows take late events is read too, so that the rule knows what is
     * usual.
     *
     * @param settings those that metering runs with
     * @throws IllegalArgumentException if the rule can't be used
     * @throws UnreachableException if Kafka can't be reached or lacks a topic
     */
    public static List<Alert> run(MeteringSettings settings, Rule rule, Scope scope)
            throws InterruptedException {
        var backtest = new Backtest(ActiveRule.of(rule), scope);
        try (var log = new KafkaLog(settings.kafka())) {
            var requests = new KafkaRequests(log, settings, scope);
            var ledger = new Ledger(settings.topics().generation, requests.fromMiddle());
            requests.read((batch, where, read) ->
                    backtest.add(
                            KafkaRequests.counted(
                                    batch,
                                    where,
                                    ledger.arrived(
                                            where.partition(), batch, where.timestamp(), read))));
        }
        return backtest.alerts().stream().sorted(Comparator.comparing(Alert::getAt)).toList();
    }
}
