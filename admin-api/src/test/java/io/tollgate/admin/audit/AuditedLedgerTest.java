package io.tollgate.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tollgate.admin.resource.State;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.admin.table.WriteRefusedException.Reason;
import io.tollgate.schemas.AuditPhase;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditedLedgerTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Topics TOPICS = new Topics("", Partitions.DEFAULT);

    /** What came to Kafka, in its order: entries and changes. */
    private final List<Object> written = Collections.synchronizedList(new ArrayList<>());

    private volatile Optional<Reason> auditTrouble = Optional.empty();
    private volatile boolean ledgerAway;
    private volatile boolean mistake;
    private volatile boolean chainTaken;
    private final Audit audit = this::write;
    private final AuditQueue queue = AuditQueue.start(audit);
    private final AuditDesk desk =
            new AuditDesk(
                    audit,
                    queue,
                    new Before(State.empty()),
                    List.of(Minting.TOKEN_FORM),
                    () -> NOON);
    private final Ledger ledger = new AuditedLedger(new PlayedLedger(), desk, () -> chainTaken);

    @AfterEach
    void end() {
        queue.close();
    }

    @Test
    void tellsWhatIsIntendedBeforeItIsWrittenAndHowItEndedAfterwards() {
        change(new Deed("op_1", "owners.create", ""), "acme");
        queue.close();

        assertThat(written).hasSize(3);
        var intent = (Telling) written.get(0);
        assertThat(intent.phase()).isEqualTo(AuditPhase.INTENT);
        assertThat(intent.intent()).isEqualTo(-1);
        assertThat(intent.actor()).isEqualTo("op_1");
        assertThat(intent.action()).isEqualTo("owners.create");
        assertThat(intent.target()).isEqualTo("acme");
        assertThat(intent.difference()).contains("\"record\":\"Owner\"").contains("CREATED");
        assertThat(written.get(1)).isEqualTo("acme");
        var outcome = (Telling) written.get(2);
        assertThat(outcome.phase()).isEqualTo(AuditPhase.OUTCOME);
        assertThat(outcome.intent()).isZero();
        assertThat(outcome.target()).isEqualTo("acme");
        assertThat(outcome.result()).isEqualTo("OK");
    }

    @Test
    void changesNothingThatTheAuditCannotBeToldOf() {
        auditTrouble = Optional.of(Reason.UNREACHABLE);

        assertThatThrownBy(() -> change(new Deed("op_1", "owners.create", ""), "acme"))
                .isInstanceOf(WriteRefusedException.class);

        assertThat(written).isEmpty();
    }

    @Test
    void tellsThatAChangeFailed() {
        ledgerAway = true;
        var deed = new Deed("op_1", "owners.create", "");

        assertThatThrownBy(() -> change(deed, "acme")).isInstanceOf(WriteRefusedException.class);
        desk.refused(deed, "urn:tollgate:problem:kafka-unreachable");
        queue.close();

        assertThat(written).hasSize(2);
        assertThat(((Telling) written.get(1)).intent()).isZero();
        assertThat(((Telling) written.get(1)).result())
                .isEqualTo("urn:tollgate:problem:kafka-unreachable");
    }

    @Test
    void tellsThatAChangeEndedByAMistakeOfOurs() {
        mistake = true;

        assertThatThrownBy(() -> change(new Deed("op_1", "owners.create", ""), "acme"))
                .isInstanceOf(IllegalStateException.class);
        queue.close();

        assertThat(((Telling) written.getLast()).intent()).isZero();
        assertThat(((Telling) written.getLast()).result())
                .isEqualTo("urn:tollgate:problem:internal-error");
    }

    @Test
    void tellsOfARefusalWithoutAnIntent() {
        desk.refused(new Deed("op_1", "owners.delete", "acme"), "urn:tollgate:problem:not-found");
        queue.close();

        assertThat(written).hasSize(1);
        var outcome = (Telling) written.getFirst();
        assertThat(outcome.phase()).isEqualTo(AuditPhase.OUTCOME);
        assertThat(outcome.intent()).isEqualTo(-1);
        assertThat(outcome.result()).isEqualTo("urn:tollgate:problem:not-found");
    }

    @Test
    void hidesAKeyThatSomebodyTookForAnId() {
        String token = new Minting(new Random(7)).token();
        desk.refused(new Deed("op_1", "keys.delete", token), "404");
        queue.close();

        assertThat(written.toString()).doesNotContain(token);
        assertThat(((Telling) written.getFirst()).target()).startsWith("(hidden");
    }

    @Test
    void tellsOfRevocationsOnceKafkaIsBack() {
        auditTrouble = Optional.of(Reason.UNREACHABLE);
        String token = new Minting(new Random(7)).token();
        desk.revoked(Optional.empty(), revocation("found in a file: " + token));
        assertThat(written).isEmpty();

        auditTrouble = Optional.empty();
        await().until(() -> !written.isEmpty());

        var outcome = (Telling) written.getFirst();
        assertThat(outcome.action()).isEqualTo("revocations.create");
        assertThat(outcome.actor()).isEqualTo("op_2");
        assertThat(outcome.target()).isEqualTo("rev_1");
        assertThat(outcome.difference()).contains("key_1").contains("REVOKE");
        assertThat(written.toString()).doesNotContain(token);
    }

    @Test
    void countsWhatIsLostSinceAnotherInstanceWrites() {
        auditTrouble = Optional.of(Reason.FENCED);
        desk.revoked(Optional.empty(), revocation("leaked"));
        queue.close();

        assertThat(written).isEmpty();
        assertThat(queue.lost()).isEqualTo(1);
    }

    @Test
    void writesNoMoreOnceAnotherInstanceGoesOnWithItsChain() {
        assertThat(ledger.writes()).isTrue();

        chainTaken = true;

        assertThat(ledger.writes()).isFalse();
    }

    @Test
    void namesTheProgramWhereNobodyIsKnownToAct() {
        ledger.change(changes -> put(changes, "acme"));

        assertThat(((Telling) written.getFirst()).actor()).isEqualTo("tollgate");
    }

    private void change(Deed deed, String owner) {
        deed.doing(() -> ledger.change(changes -> put(changes, owner)));
    }

    private static String put(Changes changes, String id) {
        changes.put(
                TOPICS.owners,
                id,
                Owner.newBuilder()
                        .setOwnerId(id)
                        .setVersion(1)
                        .setState(OwnerState.ACTIVE)
                        .setCreatedAt(NOON)
                        .setUpdatedAt(NOON)
                        .build());
        return id;
    }

    private static Revocation revocation(String reason) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId("rev_1")
                .setVersion(1)
                .setAction(RevocationAction.REVOKE)
                .setKeyIds(List.of("key_1"))
                .setActor("op_2")
                .setReason(reason)
                .setCreatedAt(NOON)
                .build();
    }

    private long write(Telling telling) {
        Optional<Reason> trouble = auditTrouble;
        if (trouble.isPresent()) {
            throw new WriteRefusedException(trouble.get(), "not now");
        }
        written.add(telling);
        return written.size() - 1L;
    }

    /** Writes the keys of changes into the list of what was written. */
    private final class PlayedLedger implements Ledger {
        @Override
        public <T> T change(Function<Changes, T> decision) {
            var changes = new Changes();
            T result = decision.apply(changes);
            if (mistake) {
                throw new IllegalStateException("a mistake");
            }
            if (ledgerAway) {
                throw new WriteRefusedException(Reason.UNREACHABLE, "away");
            }
            changes.list().forEach(change -> written.add(change.key()));
            return result;
        }

        @Override
        public boolean writes() {
            return true;
        }
    }
}
