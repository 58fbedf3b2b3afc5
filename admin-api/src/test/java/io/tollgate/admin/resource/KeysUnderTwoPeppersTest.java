package io.tollgate.admin.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.credentials.Pepper;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeysUnderTwoPeppersTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Pepper OLD = new Pepper(bytes(1));
    private static final Pepper BOTH = new Pepper(bytes(1), bytes(2));
    private static final String OLD_HASH = OLD.hash("secret").hex();
    private static final String NEW_HASH = BOTH.hash("secret").hex();

    private final KeyDirectory keys = new KeyDirectory(Optional.of(BOTH));

    @Test
    void findsAKeyByTheNewestHashWhateverItsRecordCameUnder() {
        take(OLD_HASH, key(1));

        assertThat(keys.findByHash(NEW_HASH)).contains(key(1));
        assertThat(keys.find("key_1").orElseThrow().hash()).isEqualTo(OLD_HASH);
        assertThat(keys.numberByPepper()).isEqualTo(Map.of(1, 1L));
        assertThat(keys.hashedBefore(2)).containsExactly("key_1");
    }

    @Test
    void keepsAKeyWhoseRecordMovesToItsNewHash() {
        take(OLD_HASH, key(1));
        take(NEW_HASH, key(2));
        take(OLD_HASH, null);

        assertMoved();
    }

    @Test
    void keepsItInWhicheverOrderTheTwoRecordsAreRead() {
        take(OLD_HASH, null);
        take(NEW_HASH, key(2));
        take(OLD_HASH, key(1));
        take(OLD_HASH, null);

        assertMoved();
    }

    @Test
    void forgetsAKeyWhoseOwnRecordGoes() {
        take(NEW_HASH, key(2));
        take(NEW_HASH, null);

        assertThat(keys.find("key_1")).isEmpty();
        assertThat(keys.findByHash(NEW_HASH)).isEmpty();
        assertThat(keys.numberByPepper()).isEmpty();
    }

    private void assertMoved() {
        assertThat(keys.findByHash(NEW_HASH)).contains(key(2));
        assertThat(keys.find("key_1").orElseThrow().hash()).isEqualTo(NEW_HASH);
        assertThat(keys.numberByPepper()).isEqualTo(Map.of(2, 1L));
        assertThat(keys.hashedBefore(2)).isEmpty();
    }

    private void take(String hash, @Nullable ApiKey key) {
        keys.accept(new TopicRecord<>(hash, key, 0, 0, NOON, true));
    }

    private static ApiKey key(int pepperVersion) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId("key_1")
                .setVersion(3)
                .setState(KeyState.ACTIVE)
                .setPepperVersion(pepperVersion)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .build();
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
