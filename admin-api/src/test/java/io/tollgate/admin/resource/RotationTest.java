package io.tollgate.admin.resource;

import static io.tollgate.admin.resource.SampleKeys.NOON;
import static io.tollgate.admin.resource.SampleKeys.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.security.Hashing;
import io.tollgate.admin.security.Minting;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RotationTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    void theOldKeyEndsWithTheGrace() {
        ApiKey retired = Rotation.retired(key("key_1").build(), WEEK, NOON);

        assertThat(retired)
                .isEqualTo(key("key_1").setVersion(4).setExpiresAt(NOON.plus(WEEK)).build());
    }

    @Test
    void theOldKeyNeverEndsLaterThanItWouldHave() {
        Instant tomorrow = NOON.plus(Duration.ofDays(1));

        ApiKey retired = Rotation.retired(key("key_1").setExpiresAt(tomorrow).build(), WEEK, NOON);

        assertThat(retired.getExpiresAt()).isEqualTo(tomorrow);
    }

    @Test
    void theSuccessorHasAllTermsOfTheOldKeyAndItsEnd() {
        Instant end = NOON.plus(Duration.ofDays(30));
        ApiKey old = key("key_1").setExpiresAt(end).setImportBatch("legacy").build();

        KeyMint.Minted minted = mint().succeed(old, "", NOON.plusSeconds(5));

        ApiKey successor = minted.key();
        assertThat(KeyTerms.of(successor)).isEqualTo(KeyTerms.of(old));
        assertThat(successor.getOwnerId()).isEqualTo("acme");
        assertThat(successor.getKeyId()).isEqualTo("key_2");
        assertThat(successor.getVersion()).isEqualTo(1);
        assertThat(successor.getRotatedFrom()).isEqualTo("key_1");
        assertThat(successor.getImportBatch()).isEmpty();
        assertThat(successor.getCreatedAt()).isEqualTo(NOON.plusSeconds(5));
        assertThat(KeyForm.DEFAULT.wellFormed(minted.secret())).isTrue();
        assertThat(minted.secret())
                .startsWith(successor.getPrefix())
                .endsWith(successor.getLastFour());
    }

    @Test
    void everyKeyOfALineCountsForTheFirst() {
        ApiKey first = key("key_1").build();
        ApiKey second = mint().succeed(first, "", NOON).key();
        ApiKey third = mint().succeed(second, "", NOON).key();

        assertThat(Rotation.limitSubject(first)).isEqualTo("key_1");
        assertThat(second.getLimitSubject()).isEqualTo("key_1");
        assertThat(third.getLimitSubject()).isEqualTo("key_1");
    }

    @Test
    void aRotatedKeyKeepsAnEndThatIsNotAfterItsSuccessors() {
        ApiKey endless = key("key_2").build();
        ApiKey ending = key("key_2").setExpiresAt(NOON.plus(WEEK)).build();

        assertThat(Rotation.wrongEnd(Optional.empty(), endless)).isPresent();
        assertThat(Rotation.wrongEnd(Optional.of(NOON.plus(WEEK)), endless)).isEmpty();
        assertThat(Rotation.wrongEnd(Optional.of(NOON.plus(WEEK)), ending)).isEmpty();
        assertThat(Rotation.wrongEnd(Optional.of(NOON.plus(WEEK).plusMillis(1)), ending))
                .hasValueSatisfying(wrong ->
                        assertThat(wrong).contains("2026-01-08T12:00:00Z").contains("key_2"));
    }

    @Test
    void aKeyMayHaveBeenUsedUntilTheEndOfTheMinute() {
        Duration hour = Duration.ofHours(1);

        assertThat(Rotation.usedWithin(hour, NOON, NOON.plus(hour))).isTrue();
        assertThat(Rotation.usedWithin(hour, NOON, NOON.plus(hour).plusSeconds(59))).isTrue();
        assertThat(Rotation.usedWithin(hour, NOON, NOON.plus(hour).plusSeconds(60))).isFalse();
        assertThat(Rotation.usedWithin(Duration.ZERO, NOON, NOON)).isFalse();
    }

    private static KeyMint mint() {
        return new KeyMint(
                KeyForm.DEFAULT,
                new Minting(new Random(1)),
                Hashing.newest(new Pepper(new byte[32])),
                () -> "2");
    }
}
