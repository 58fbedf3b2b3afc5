package io.tollgate.admin.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.resource.State;
import io.tollgate.admin.security.MasterKey;
import io.tollgate.admin.security.Vault;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.VaultEntry;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SecretsSealTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Pepper ONE = new Pepper(bytes(1));
    private static final Pepper ONE_AND_TWO = new Pepper(bytes(1), bytes(2));
    private static final Pepper ONE_AND_THREE = new Pepper(bytes(1), bytes(3));
    private static final Pepper OTHER = new Pepper(bytes(9));

    private final String masterKey = MasterKey.generate();
    private final State state = State.empty();
    private final Topics topics = new Topics("test.", Partitions.DEFAULT);
    private final MemoryLedger ledger = new MemoryLedger();

    @Test
    void fitsWhoeverHasTheSecretsOfTheFirst() throws Exception {
        assertThat(seal(OTHER, masterKey).fits()).as("before there is one").isTrue();
        seal(ONE, masterKey).round();

        assertThat(seal(ONE, masterKey).fits()).isTrue();
        assertThat(seal(ONE_AND_TWO, masterKey).fits()).isTrue();
        assertThat(seal(OTHER, masterKey).fits()).isFalse();
        assertThat(seal(ONE, MasterKey.generate()).fits()).isFalse();
    }

    @Test
    void staysAsItIsWhenSomebodyComesWithOtherSecrets() throws Exception {
        seal(ONE, masterKey).round();

        seal(OTHER, masterKey).round();
        seal(ONE, MasterKey.generate()).round();

        assertThat(seal(ONE, masterKey).fits()).isTrue();
        assertThat(ledger.written).isEqualTo(1);
    }

    @Test
    void goesWithANewPepperAndANewMasterKey() throws Exception {
        seal(ONE, masterKey).round();
        seal(ONE_AND_TWO, masterKey).round();
        String rotated = MasterKey.rotated(masterKey);
        new VaultRenewal(state, topics, ledger, new Vault(MasterKey.parse(rotated))).round();

        assertThat(seal(ONE_AND_TWO, MasterKey.retired(rotated)).fits()).isTrue();
        assertThat(seal(ONE, rotated).fits()).as("one that is not given it yet").isTrue();
        assertThat(seal(ONE_AND_THREE, rotated).fits()).isFalse();
        assertThat(seal(ONE_AND_TWO, masterKey).fits()).isFalse();
    }

    @Test
    void isLeftByTheInstanceThatWrites() throws Exception {
        ledger.writes = false;

        seal(ONE, masterKey).round();

        assertThat(seal(ONE, masterKey).isSet()).isFalse();
    }

    private SecretsSeal seal(Pepper pepper, String key) throws GeneralSecurityException {
        var vault = new Vault(MasterKey.parse(key));
        return new SecretsSeal(state, topics, ledger, pepper, vault, () -> NOON);
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Kafka as a seal sees it. */
    private final class MemoryLedger implements Ledger {
        private boolean writes = true;
        private int written;

        @Override
        public <T> T change(Function<Changes, T> decision) {
            var changes = new Changes();
            T result = decision.apply(changes);
            for (Changes.Change<?> each : changes.list()) {
                written++;
                state.vault()
                        .accept(
                                new TopicRecord<>(
                                        each.key(), (VaultEntry) each.value(), 0, 0, NOON, true));
            }
            return result;
        }

        @Override
        public boolean writes() {
            return writes;
        }
    }
}
