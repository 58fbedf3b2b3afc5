package io.tollgate.admin.leak;

import static io.tollgate.admin.leak.Desk.NOON;
import static io.tollgate.admin.leak.Desk.PAUSE;
import static io.tollgate.admin.leak.LeakOutcome.ALERTED;
import static io.tollgate.admin.leak.LeakOutcome.NOTHING_NEW;
import static io.tollgate.admin.leak.LeakOutcome.REVOKED;
import static io.tollgate.admin.leak.LeakOutcome.SUSPENDED;
import static io.tollgate.admin.leak.LeakOutcome.UNKNOWN_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.Signal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeakDeskTest {
    private static final String LIVE = SampleSecrets.live(1);
    private static final String TEST =
            SampleSecrets.of(SampleSecrets.FORMS.getFirst(), Environment.TEST, 2);

    private final Desk desk = new Desk();

    @BeforeEach
    void makeKeys() {
        desk.know(LIVE, Desk.key("key_1", Environment.LIVE).build());
        desk.know(TEST, Desk.key("key_2", Environment.TEST).build());
    }

    @Test
    void revokesAtOnceWhatGitHubFound() {
        assertThat(desk.report(LIVE, Via.GITHUB)).isEqualTo(REVOKED);

        Revocation revocation = desk.revocations.getFirst();
        assertThat(revocation.getAction()).isEqualTo(RevocationAction.REVOKE);
        assertThat(revocation.getKeyIds()).containsExactly("key_1");
        assertThat(revocation.getActor()).isEqualTo("leak-report/github");
        assertThat(revocation.getEndsAt()).isNull();
        assertThat(revocation.getCreatedAt()).isEqualTo(NOON);
        assertThat(revocation.getCaseReference()).isEqualTo("https://example.com/leak");
    }

    @Test
    void pausesALiveKeyOnTheWordOfAStrangerAndRevokesATestKey() {
        assertThat(desk.report(LIVE, Via.FORM)).isEqualTo(SUSPENDED);
        assertThat(desk.report(TEST, Via.FORM)).isEqualTo(REVOKED);

        assertThat(desk.revocations.getFirst().getAction()).isEqualTo(RevocationAction.SUSPEND);
        assertThat(desk.revocations.getFirst().getEndsAt()).isEqualTo(NOON.plus(PAUSE));
        assertThat(desk.revocations.getFirst().getActor()).isEqualTo("leak-report/form");
        assertThat(desk.revocations.getLast().getEndsAt()).isNull();
    }

    @Test
    void tellsOperatorsWhatItDid() {
        desk.report(LIVE, Via.FORM);

        Alert alert = desk.alerts.getFirst();
        assertThat(alert.getSignal()).isEqualTo(Signal.LEAK_REPORT);
        assertThat(alert.getAction()).isEqualTo(AbuseAction.SUSPEND);
        assertThat(alert.getKeyId()).isEqualTo("key_1");
        assertThat(alert.getOwnerId()).isEqualTo("acme");
        assertThat(alert.getRevocationId())
                .isEqualTo(desk.revocations.getFirst().getRevocationId());
        assertThat(alert.getMessage())
                .isEqualTo(
                        "key_1 was reported as leaked (https://example.com/leak);"
                                + " suspended until 2026-01-04T12:00:00Z")
                .doesNotContain(LIVE);
    }

    @Test
    void doesNothingNewWhenAKeyIsReportedAgain() {
        desk.report(LIVE, Via.FORM);
        assertThat(desk.report(LIVE, Via.FORM)).isEqualTo(NOTHING_NEW);
        desk.report(TEST, Via.GITHUB);
        assertThat(desk.report(TEST, Via.GITHUB)).isEqualTo(NOTHING_NEW);
        assertThat(desk.report(TEST, Via.FORM)).isEqualTo(NOTHING_NEW);

        assertThat(desk.revocations).hasSize(2);
        assertThat(desk.alerts).hasSize(2);
    }

    @Test
    void revokesForGitHubWhatAStrangersWordHadPaused() {
        desk.report(LIVE, Via.FORM);

        assertThat(desk.report(LIVE, Via.GITHUB)).isEqualTo(REVOKED);
    }

    @Test
    void pausesAgainWhenThePauseIsOver() {
        desk.report(LIVE, Via.FORM);
        desk.now = NOON.plus(PAUSE);

        assertThat(desk.report(LIVE, Via.FORM)).isEqualTo(SUSPENDED);
    }

    @Test
    void pausesForLongerThanARuleDid() {
        desk.write(pause(Duration.ofMinutes(5)));
        assertThat(desk.report(LIVE, Via.FORM)).isEqualTo(SUSPENDED);
    }

    @Test
    void leavesALongerPauseAsItIs() {
        desk.write(pause(PAUSE));
        assertThat(desk.report(LIVE, Via.FORM)).isEqualTo(NOTHING_NEW);
    }

    @Test
    void doesNotActAgainstAPersonWhoWithdrewItButTellsOnce() {
        desk.report(LIVE, Via.FORM);
        desk.withdraw(desk.revocations.getFirst());

        assertThat(desk.report(LIVE, Via.FORM)).isEqualTo(ALERTED);
        assertThat(desk.report(LIVE, Via.FORM)).isEqualTo(NOTHING_NEW);

        assertThat(desk.revocations).hasSize(1);
        assertThat(desk.alerts.getLast().getAction()).isEqualTo(AbuseAction.NOTIFY);
        assertThat(desk.alerts.getLast().getRevocationId()).isEmpty();
        assertThat(desk.alerts.getLast().getRestraint()).contains("withdrawn");
        assertThat(desk.report(LIVE, Via.GITHUB)).as("GitHub's is another word").isEqualTo(REVOKED);
    }

    @Test
    void leavesKeysAloneThatAreOfNoUse() {
        var state = Desk.key("key_3", Environment.LIVE);
        desk.know("deleted-key", state.setState(KeyState.DELETED).build());
        desk.know("revoked-key", state.setKeyId("key_4").setState(KeyState.REVOKED).build());
        desk.know(
                "expired-key",
                state.setKeyId("key_5").setState(KeyState.ACTIVE).setExpiresAt(NOON).build());

        for (String secret : List.of("deleted-key", "revoked-key", "expired-key")) {
            assertThat(desk.report(secret, Via.GITHUB)).as(secret).isEqualTo(NOTHING_NEW);
        }
        assertThat(desk.revocations).isEmpty();
    }

    @Test
    void knowsNothingOfOtherKeys() {
        assertThat(desk.report(SampleSecrets.live(9), Via.GITHUB)).isEqualTo(UNKNOWN_KEY);
        assertThat(desk.outcomes).containsExactly(UNKNOWN_KEY);
        assertThat(desk.alerts).isEmpty();
    }

    @Test
    void failsWhenKafkaDoesNotTakeTheRevocationButNotForTheAlert() {
        desk.kafkaAway = true;
        assertThatThrownBy(() -> desk.report(LIVE, Via.GITHUB))
                .isInstanceOf(WriteRefusedException.class);
        assertThat(desk.outcomes).isEmpty();

        desk.kafkaAway = false;
        desk.alertsFail = true;
        assertThat(desk.report(LIVE, Via.GITHUB)).isEqualTo(REVOKED);
    }

    private static Revocation pause(Duration length) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId("rev_rule")
                .setVersion(1)
                .setAction(RevocationAction.SUSPEND)
                .setKeyIds(List.of("key_1"))
                .setCreatedAt(NOON)
                .setEndsAt(NOON.plus(length))
                .setActor("hammering")
                .build();
    }
}
