package io.tollgate.admin.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyStandingTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Revocation REVOKE = revocation(RevocationAction.REVOKE);
    private static final Revocation SUSPEND = revocation(RevocationAction.SUSPEND);

    @Test
    void isActiveWhenNothingSpeaksAgainstIt() {
        assertThat(KeyStanding.of(key(KeyState.ACTIVE, null), List.of(), NOON))
                .isEqualTo(KeyStanding.ACTIVE);
    }

    @Test
    void expiresAtTheMomentItSays() {
        var key = key(KeyState.ACTIVE, NOON);

        assertThat(KeyStanding.of(key, List.of(), NOON.minusMillis(1)))
                .isEqualTo(KeyStanding.ACTIVE);
        assertThat(KeyStanding.of(key, List.of(), NOON)).isEqualTo(KeyStanding.EXPIRED);
    }

    @Test
    void whatIsFinalWinsOverWhatMayChange() {
        var expired = key(KeyState.ACTIVE, NOON);

        assertThat(KeyStanding.of(expired, List.of(SUSPEND, REVOKE), NOON))
                .isEqualTo(KeyStanding.REVOKED);
        assertThat(KeyStanding.of(expired, List.of(SUSPEND), NOON)).isEqualTo(KeyStanding.EXPIRED);
        assertThat(KeyStanding.of(key(KeyState.ACTIVE, null), List.of(SUSPEND), NOON))
                .isEqualTo(KeyStanding.SUSPENDED);
        assertThat(KeyStanding.of(key(KeyState.REVOKED, null), List.of(), NOON))
                .isEqualTo(KeyStanding.REVOKED);
        assertThat(KeyStanding.of(key(KeyState.DELETED, null), List.of(REVOKE), NOON))
                .isEqualTo(KeyStanding.DELETED);
    }

    private static ApiKey key(KeyState state, @Nullable Instant expiresAt) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId("key_1")
                .setState(state)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .setExpiresAt(expiresAt)
                .build();
    }

    private static Revocation revocation(RevocationAction action) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId("rev_1")
                .setAction(action)
                .setCreatedAt(NOON)
                .build();
    }
}
