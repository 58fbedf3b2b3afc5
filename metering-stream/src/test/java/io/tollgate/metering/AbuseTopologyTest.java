package io.tollgate.metering;

import static io.tollgate.metering.MeteringBench.NOON;
import static io.tollgate.metering.Requests.KEY;
import static io.tollgate.metering.Requests.OWNER;
import static io.tollgate.metering.Requests.admitted;
import static io.tollgate.metering.Requests.batch;
import static io.tollgate.metering.Requests.limited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.RuleMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbuseTopologyTest {
    @TempDir Path state;
    private MeteringBench bench;
    private long sequence;

    @BeforeEach
    void open() {
        bench = new MeteringBench(state);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void rule(Rule.Builder rule) {
        bench.rules.pipeInput(rule.getRuleId(), rule.build(), bench.now());
    }

    /** Each edge tells of so many refused requests, one second after what was before. */
    private List<Alert> hammer(long refused, String... edges) {
        bench.advance(Duration.ofSeconds(1));
        for (String edge : edges) {
            bench.send(batch(edge, sequence, List.of(limited(sequence, bench.now(), refused))));
        }
        sequence++;
        return bench.alerts.readValuesToList();
    }

    @Test
    void suspendsAKeyThatHammersWhileThrottled() {
        bench.heartbeats("a", "b");
        rule(Rules.sentOn());
        bench.send(batch("a", 100, List.of(admitted(100, NOON))));
        assertThat(hammer(10, "a")).isEmpty();

        Alert alert = hammer(15, "b").getFirst();

        assertThat(alert.getAction()).isEqualTo(AbuseAction.SUSPEND);
        assertThat(alert.getKeyId()).isEqualTo(KEY);
        assertThat(alert.getOwnerId()).isEqualTo(OWNER);
        assertThat(alert.getEdges()).containsExactly("a", "b");
        assertThat(alert.getEvidence())
                .contains(entry("limited", 25.0), entry("requests", 26.0), entry("fleet", 2.0));
        assertThat(alert.getEndsAt()).isEqualTo(bench.now().plus(Duration.ofMinutes(5)));
        assertThat(alert.getRevocationId()).startsWith("rev_");
        assertThat(alert.getMessage()).contains("25 of 26 requests");
    }

    private static Rule.Builder tightening() {
        return Rules.sentOn()
                .setAction(AbuseAction.TIGHTEN)
                .setTightenPercent(40)
                .setTightenFor("PT10M")
                .setCoolDown("PT1S");
    }

    @Test
    void slowsAKeyAndLeavesItAloneWhileThatLasts() {
        rule(tightening());

        Alert alert = hammer(30, "a").getFirst();

        assertThat(alert.getAction()).isEqualTo(AbuseAction.TIGHTEN);
        assertThat(alert.getRestraint()).isEmpty();
        assertThat(alert.getRatePercent()).isEqualTo(40);
        assertThat(alert.getEndsAt()).isEqualTo(bench.now().plus(Duration.ofMinutes(10)));
        assertThat(alert.getRevocationId()).startsWith("rev_");
        bench.advance(Duration.ofMinutes(9));
        assertThat(hammer(30, "a")).isEmpty();

        bench.advance(Duration.ofMinutes(1));
        assertThat(hammer(30, "a")).hasSize(1);
    }

    @Test
    void slowsNobodyOnOneEdgesWord() {
        bench.heartbeats("a", "b");
        rule(tightening());

        Alert alert = hammer(30, "a").getFirst();

        assertThat(alert.getAction()).isEqualTo(AbuseAction.NOTIFY);
        assertThat(alert.getRestraint()).contains("one edge");
        assertThat(alert.getRevocationId()).isEmpty();
    }

    @Test
    void takesATighteningForNoSuspensionWhenItRepeats() {
        rule(tightening());
        assertThat(hammer(30, "a")).hasSize(1);
        bench.advance(Duration.ofMinutes(11));
        rule(Rules.sentOn());

        Alert alert = hammer(30, "a").getFirst();

        assertThat(alert.getAction()).isEqualTo(AbuseAction.SUSPEND);
        assertThat(alert.getRatePercent()).isEqualTo(100);
        assertThat(alert.getEvidence()).contains(entry("suspensionsBefore", 0.0));
    }

    @Test
    void leavesAloneAKeyThatIsMostlyAdmitted() {
        rule(Rules.sentOn());
        bench.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 40; i++) {
            bench.send(batch("a", 1_000 + i, List.of(admitted(1_000 + i, bench.now()))));
        }

        assertThat(hammer(30, "a")).isEmpty();
    }

    @Test
    void onlyNotifiesOnOneEdgesWordAndActsOnASecond() {
        bench.heartbeats("a", "b");
        rule(Rules.sentOn());

        Alert first = hammer(30, "a").getFirst();
        assertThat(first.getAction()).isEqualTo(AbuseAction.NOTIFY);
        assertThat(first.getRestraint()).contains("one edge");
        assertThat(first.getRevocationId()).isEmpty();
        assertThat(hammer(30, "a")).isEmpty();

        Alert second = hammer(1, "b").getFirst();
        assertThat(second.getAction()).isEqualTo(AbuseAction.SUSPEND);
        assertThat(second.getAlertId()).isNotEqualTo(first.getAlertId());
    }

    @Test
    void trustsTheOnlyEdgeThereIs() {
        bench.heartbeats("a");
        rule(Rules.sentOn());

        assertThat(hammer(30, "a").getFirst().getAction()).isEqualTo(AbuseAction.SUSPEND);
    }

    @Test
    void revokesOnRepetitionAfterTheCoolDown() {
        rule(Rules.sentOn());
        Alert suspension = hammer(30, "a").getFirst();
        assertThat(hammer(30, "a")).isEmpty();

        bench.advance(Duration.ofMinutes(6));
        Alert revocation = hammer(30, "a").getFirst();

        assertThat(revocation.getAction()).isEqualTo(AbuseAction.REVOKE);
        assertThat(revocation.getEndsAt()).isNull();
        assertThat(revocation.getEvidence()).contains(entry("suspensionsBefore", 1.0));
        assertThat(revocation.getRevocationId()).isNotEqualTo(suspension.getRevocationId());
    }

    @Test
    void takesNothingForRepetitionThatWasSentBeforeTheSuspensionEnded() {
        rule(Rules.sentOn().setCoolDown("PT1S"));
        hammer(30, "a");
        bench.advance(Duration.ofMinutes(4));
        assertThat(hammer(30, "a")).isEmpty();

        bench.advance(Duration.ofSeconds(50));
        Instant stillSuspended = bench.now();
        bench.advance(Duration.ofSeconds(20));
        bench.send(batch("b", 0, List.of(limited(0, stillSuspended, 30))));

        assertThat(bench.alerts.isEmpty()).isTrue();
        assertThat(hammer(30, "a")).hasSize(1);
    }

    @Test
    void judgesAnewAtOnceWhenASuspensionWasWithdrawn() {
        rule(Rules.sentOn().setCoolDown("PT1S"));
        String id = hammer(30, "a").getFirst().getRevocationId();
        bench.revocations.pipeInput(id, withdrawn(id), bench.now());

        assertThat(hammer(30, "a")).hasSize(1);
    }

    @Test
    void neverRevokesWhereTheRuleSaysNever() {
        rule(Rules.sentOn().setRevokeAfter(0));
        for (int i = 0; i < 5; i++) {
            bench.advance(Duration.ofMinutes(6));
            assertThat(hammer(30, "a").getFirst().getAction()).isEqualTo(AbuseAction.SUSPEND);
        }
    }

    @Test
    void doesNotCountASuspensionThatWasWithdrawn() {
        rule(Rules.sentOn());
        String id = hammer(30, "a").getFirst().getRevocationId();
        bench.revocations.pipeInput(id, withdrawn(id), bench.now());

        bench.advance(Duration.ofMinutes(6));

        assertThat(hammer(30, "a").getFirst().getAction()).isEqualTo(AbuseAction.SUSPEND);
    }

    @Test
    void onlyReportsWhatARuleThatObservesWouldDo() {
        rule(Rules.sentOn().setMode(RuleMode.OBSERVE));

        Alert alert = hammer(30, "a").getFirst();

        assertThat(alert.getAction()).isEqualTo(AbuseAction.SUSPEND);
        assertThat(alert.getMode()).isEqualTo(RuleMode.OBSERVE);
        assertThat(alert.getRevocationId()).isEmpty();
    }

    @Test
    void sparesExemptKeysAndOwners() {
        rule(Rules.sentOn().setExemptKeys(List.of(KEY)));
        rule(Rules.sentOn().setRuleId("other").setExemptOwners(List.of(OWNER)));

        assertThat(hammer(100, "a")).isEmpty();
    }

    @Test
    void followsAChangeOfTheRuleWhileRunning() {
        rule(Rules.sentOn().setEnabled(false));
        assertThat(hammer(30, "a")).isEmpty();

        rule(Rules.sentOn());

        assertThat(hammer(30, "a")).hasSize(1);
    }

    @Test
    void leavesOutARuleThatCannotBeUsed() {
        rule(Rules.sentOn().setWindow("a minute"));

        assertThat(hammer(30, "a")).isEmpty();
        assertThat(bench.count("skipped", "topic", "rules")).isEqualTo(1);
    }

    @Test
    void doesNotActOnWhatIsToldLongAfterTheFact() {
        rule(Rules.sentOn());
        bench.advance(Duration.ofHours(1));
        bench.send(batch("a", 0, List.of(limited(0, NOON, 500))));

        assertThat(bench.alerts.isEmpty()).isTrue();
    }

    @Test
    void forgetsAKeyThatKeepsQuiet() {
        rule(Rules.sentOn().setRepeatWithin("PT1H"));
        hammer(5, "a");
        bench.advance(Duration.ofHours(2));

        try (var all = bench.driver.getKeyValueStore(StoreNames.CONDUCTS).all()) {
            assertThat(all.hasNext()).isFalse();
        }
    }

    private static Revocation withdrawn(String id) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId(id)
                .setAction(RevocationAction.SUSPEND)
                .setCreatedAt(NOON)
                .setWithdrawnAt(NOON)
                .build();
    }
}
