package io.tollgate.admin.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.resource.KeyDirectory;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.EdgeRegister;
import io.tollgate.admin.revocation.Heartbeats;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PepperRenewalTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Pepper OLD = new Pepper(bytes(1));
    private static final Pepper BOTH = new Pepper(bytes(1), bytes(2));
    private static final int KEYS = 2_500;

    private final Topics topics = new Topics("test.", Partitions.DEFAULT);
    private final State state = State.empty(Optional.of(BOTH));
    private final EdgeRegister edges = new EdgeRegister(Duration.ofMinutes(5), () -> NOON, () -> 0);
    private final MemoryLedger ledger = new MemoryLedger();
    private final PepperRenewal renewal = new PepperRenewal(state, topics, ledger, BOTH, edges);

    @BeforeEach
    void makeKeysAndAnOperatorUnderTheOldPepper() {
        for (int i = 0; i < KEYS; i++) {
            take(state.keys()::accept, hash(OLD, i), key(i));
        }
        take(state.operators()::accept, "op_1", operator());
    }

    @Test
    void hashesNothingWithANewPepperWhileAnEdgeThatMayServeLacksIt() {
        hear("up-to-date", 2);
        hear("behind", 1);

        renewal.round();

        assertThat(renewal.version()).isEqualTo(1);
        assertThat(renewal.behind()).extracting(EdgeStatus::getName).containsExactly("behind");
        assertThat(renewal.isDone()).isFalse();
        assertThat(ledger.sizes).isEmpty();
    }

    @Test
    void movesEveryKeyToItsNewHashInGroupsOnceAllEdgesHaveIt() {
        hear("behind", 1);
        renewal.round();
        hear("behind", 2);

        renewal.round();

        assertThat(renewal.version()).isEqualTo(2);
        assertThat(renewal.isDone()).isTrue();
        assertThat(ledger.sizes)
                .as("records of each transaction")
                .containsExactly(1, 2_000, 2_000, 1_000);
        for (int i = 0; i < KEYS; i++) {
            KeyDirectory.Entry entry = state.keys().find("key_" + i).orElseThrow();
            assertThat(entry.hash()).isEqualTo(hash(BOTH, i));
            assertThat(entry.key())
                    .isEqualTo(ApiKey.newBuilder(key(i)).setPepperVersion(2).build());
        }
    }

    @Test
    void renewsOperatorsSoThatTheirTokensGoOn() {
        renewal.round();

        Operator renewed = state.operators().find("op_1").orElseThrow();
        assertThat(renewed.getTokenHash()).isEqualTo(BOTH.hash("token").hex());
        assertThat(renewed.getPepperVersion()).isEqualTo(2);
        assertThat(renewed.getVersion()).isEqualTo(operator().getVersion());
    }

    @Test
    void leavesItToTheInstanceThatWrites() {
        ledger.writes = false;

        renewal.round();

        assertThat(ledger.sizes).isEmpty();
        assertThat(renewal.isDone()).isFalse();
    }

    @Test
    void doesNothingOnceItIsDone() {
        renewal.round();
        int before = ledger.sizes.size();

        renewal.round();

        assertThat(ledger.sizes).hasSize(before);
    }

    private void hear(String name, int pepperVersion) {
        var _ =
                edges.take(
                        Heartbeats.live(
                                Heartbeats.of(name, 0)
                                        .setName(name)
                                        .setPepperVersion(pepperVersion)));
    }

    private static String hash(Pepper pepper, int number) {
        return pepper.hash("secret " + number).hex();
    }

    private static ApiKey key(int number) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId("key_" + number)
                .setVersion(7)
                .setState(KeyState.ACTIVE)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .build();
    }

    private static Operator operator() {
        return Operator.newBuilder()
                .setOperatorId("op_1")
                .setVersion(3)
                .setName("admin")
                .setRole(Role.ADMIN)
                .setState(OperatorState.ACTIVE)
                .setTokenHash(OLD.hash("token").hex())
                .setPepperVersion(1)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .build();
    }

    private static <V> void take(Consumer<TopicRecord<V>> table, String key, V value) {
        table.accept(new TopicRecord<>(key, value, 0, 0, NOON, true));
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Kafka as a renewal sees it. */
    private final class MemoryLedger implements Ledger {
        private final List<Integer> sizes = new ArrayList<>();
        private boolean writes = true;

        @Override
        public <T> T change(Function<Changes, T> decision) {
            var changes = new Changes();
            T result = decision.apply(changes);
            sizes.add(changes.list().size());
            changes.list().forEach(this::apply);
            return result;
        }

        @Override
        public boolean writes() {
            return writes;
        }

        private void apply(Changes.Change<?> change) {
            switch (change.value()) {
                case Operator each -> take(state.operators()::accept, change.key(), each);
                case ApiKey each -> take(state.keys()::accept, change.key(), each);
                case null ->
                        state.keys()
                                .accept(new TopicRecord<>(change.key(), null, 0, 0, NOON, true));
                default -> throw new AssertionError(change);
            }
        }
    }
}
