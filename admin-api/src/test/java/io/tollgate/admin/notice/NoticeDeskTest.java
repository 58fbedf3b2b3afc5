package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.TrustedRecords;
import io.tollgate.admin.notice.FakeLedger.Trouble;
import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.NotificationState;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TrustedRecords.class)
class NoticeDeskTest {
    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

    private final Topics topics = new Topics("", Partitions.DEFAULT);
    private final FakeLedger ledger = new FakeLedger();
    private final List<Cause> causes = new ArrayList<>();

    @Test
    void tellsOfACauseOnceHoweverOftenItLooks() {
        causes.add(cause("rev_1", NOW));
        NoticeDesk desk = desk();
        desk.file(NOW);
        desk.file(NOW.plusSeconds(1));
        desk.file(NOW.plus(Duration.ofHours(2)));
        desk().file(NOW.plus(Duration.ofHours(3)));

        assertThat(ledger.written().values())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.getNotificationId()).matches("ntf_[0-9a-f]{32}");
                    assertThat(it.getState()).isEqualTo(NotificationState.PENDING);
                    assertThat(it.getEndpoint()).isEqualTo("operators/webhook");
                    assertThat(it.getBody())
                            .isEqualTo(
                                    "{\"type\":\"key.revoked\",\"timestamp\":\"2030-01-31T12:00:00Z\","
                                            + "\"data\":{\"keyId\":\"key_1\"}}");
                });
    }

    @Test
    void aWriteThatFailedIsMadeUpForWhetherItWasWrittenOrNot() {
        for (Trouble trouble : List.of(Trouble.NOTHING_WRITTEN, Trouble.WRITTEN_BUT_UNKNOWN)) {
            causes.add(cause("rev_" + trouble, NOW));
            NoticeDesk desk = desk();
            ledger.trouble(trouble);
            assertThatThrownBy(() -> desk.file(NOW)).isInstanceOf(WriteRefusedException.class);
            desk.file(NOW.plusSeconds(1));
        }

        assertThat(ledger.written()).hasSize(2);
        assertThat(ledger.written().values()).allMatch(it -> it.getVersion() == 1);
    }

    @Test
    void leavesOldCausesAlone() {
        causes.add(cause("rev_1", NOW.minus(Duration.ofHours(25))));
        desk().file(NOW);

        assertThat(ledger.written()).isEmpty();
    }

    @Test
    void tellsADisabledEndpointNothingUntilItsEntryIsGone() {
        var recipients = TestRecipients.operators();
        Address address = recipients.address("operators/webhook").orElseThrow();
        Notification entry = recipients.disabled("operators/webhook", address, "dead", NOW);
        ledger.change(changes -> {
            changes.put(topics.notifications, entry.getNotificationId(), entry);
            return 1;
        });
        causes.add(cause("rev_1", NOW));
        desk().file(NOW);
        assertThat(ledger.written()).hasSize(1);

        ledger.change(changes -> {
            changes.remove(topics.notifications, entry.getNotificationId());
            return 1;
        });
        desk().file(NOW);
        assertThat(ledger.written().values())
                .singleElement()
                .extracting(Notification::getType)
                .isEqualTo("key.revoked");
    }

    @Test
    void writesManyInParts() {
        IntStream.range(0, 1_700).forEach(i -> causes.add(cause("rev_" + i, NOW)));
        desk().file(NOW);

        assertThat(ledger.written()).hasSize(1_700);
    }

    private NoticeDesk desk() {
        return new NoticeDesk(
                List.of(_ -> causes.stream()),
                TestRecipients.operators(),
                ledger.restart(),
                topics,
                ledger);
    }

    private static Cause cause(String id, Instant at) {
        var notice =
                new Notice(
                        "key.revoked",
                        Audience.OPERATORS,
                        "acme",
                        "key_1",
                        Map.of("keyId", "key_1"));
        return new Cause(id, at, () -> List.of(notice));
    }
}
