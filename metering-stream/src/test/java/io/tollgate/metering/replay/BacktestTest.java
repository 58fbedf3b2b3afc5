package io.tollgate.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.metering.Counted;
import io.tollgate.metering.abuse.ActiveRule;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.Signal;
import io.tollgate.schemas.wire.AvroSerde;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacktestTest {
    static {
        // Makes Avro trust our records.
        new AvroSerde<>(Rule.class).close();
    }

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Backtest backtest =
            new Backtest(
                    ActiveRule.of(
                            Rule.newBuilder()
                                    .setRuleId("flood")
                                    .setVersion(1)
                                    .setSignal(Signal.VOLUME)
                                    .setThreshold(5)
                                    .setMinimum(100)
                                    .setWindow("PT10M")
                                    .setAction(AbuseAction.SUSPEND)
                                    .setUpdatedAt(NOON)
                                    .build()),
                    Scope.of(null, NOON, NOON.plus(Duration.ofHours(1))));
    private long offset;

    @Test
    void learnsBeforeTheScopeAndRaisesWithinIt() {
        for (int hour = 25; hour > 0; hour--) {
            requests("edge-1", NOON.minus(Duration.ofHours(hour)), 100);
        }
        requests("edge-1", NOON.minusSeconds(10), 10_000);

        requests("edge-1", NOON.plus(Duration.ofMinutes(30)), 200_000);
        requests("edge-1", NOON.plus(Duration.ofHours(2)), 5_000_000);

        assertThat(backtest.alerts())
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.getAt()).isEqualTo(NOON.plus(Duration.ofMinutes(30)));
                    assertThat(alert.getAction()).isEqualTo(AbuseAction.SUSPEND);
                });
    }

    @Test
    void knowsHowManyEdgesThereWere() {
        for (int hour = 25; hour > 0; hour--) {
            requests("edge-1", NOON.minus(Duration.ofHours(hour)), 100);
        }
        requests("edge-2", NOON.minusSeconds(30), 0);

        requests("edge-1", NOON, 1_000);

        assertThat(backtest.alerts())
                .extracting(Alert::getAction)
                .containsExactly(AbuseAction.NOTIFY);
    }

    private void requests(String edge, Instant at, long count) {
        var event =
                RequestEvent.newBuilder()
                        .setSequence(offset)
                        .setPhase(Phase.WHOLE)
                        .setOutcome(Outcome.ADMITTED)
                        .setAt(at)
                        .setKeyId(count == 0 ? "" : "key_1")
                        .setCount(count)
                        .build();
        backtest.add(
                new Counted(edge, "boot", "acme", at.toEpochMilli(), offset++, List.of(event)));
    }
}
