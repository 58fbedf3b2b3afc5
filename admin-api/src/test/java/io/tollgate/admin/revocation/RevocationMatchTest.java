package io.tollgate.admin.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationMatchTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final ApiKey KEY =
            ApiKey.newBuilder()
                    .setKind(ApiKeyKind.KEY)
                    .setKeyId("key_1")
                    .setOwnerId("acme")
                    .setImportBatch("legacy")
                    .setPlanId("free")
                    .setEnvironment(Environment.LIVE)
                    .setCreatedAt(NOON)
                    .setUpdatedAt(NOON)
                    .build();

    @Test
    void hitsByEachMemberOfItsTarget() {
        assertThat(hits(of().setKeyIds(List.of("key_0", "key_1")))).isTrue();
        assertThat(hits(of().setKeyIds(List.of("key_0")))).isFalse();
        assertThat(hits(of().setOwnerId("acme"))).isTrue();
        assertThat(hits(of().setOwnerId("other"))).isFalse();
        assertThat(hits(of().setPlanId("free"))).isTrue();
        assertThat(hits(of().setPlanId("pro"))).isFalse();
        assertThat(hits(of().setEnvironment(Environment.LIVE))).isTrue();
        assertThat(hits(of().setEnvironment(Environment.TEST))).isFalse();
        assertThat(hits(of().setImportBatch("legacy"))).isTrue();
        assertThat(hits(of().setImportBatch("other"))).isFalse();
        assertThat(hits(of().setIssuedBefore(NOON.plusMillis(1)))).isTrue();
        assertThat(hits(of().setIssuedBefore(NOON))).isFalse();
    }

    @Test
    void hitsOnlyWhatMatchesEveryMember() {
        assertThat(hits(of().setOwnerId("acme").setEnvironment(Environment.LIVE))).isTrue();
        assertThat(hits(of().setOwnerId("acme").setEnvironment(Environment.TEST))).isFalse();
    }

    @Test
    void hitsNothingWithoutATarget() {
        assertThat(hits(of())).isFalse();
    }

    @Test
    void aSuspensionEndsByItselfAndARevocationDoesNot() {
        var suspension = of().setAction(RevocationAction.SUSPEND).setEndsAt(NOON).build();
        var revocation = of().setAction(RevocationAction.REVOKE).setEndsAt(NOON).build();

        assertThat(RevocationMatch.inForce(suspension, NOON.minusMillis(1))).isTrue();
        assertThat(RevocationMatch.inForce(suspension, NOON)).isFalse();
        assertThat(RevocationMatch.inForce(revocation, NOON)).isTrue();
    }

    @Test
    void aTighteningEndsByItselfAndForbidsNothing() {
        var tightening = of().setAction(RevocationAction.TIGHTEN).setEndsAt(NOON).build();

        assertThat(RevocationMatch.inForce(tightening, NOON.minusMillis(1))).isTrue();
        assertThat(RevocationMatch.inForce(tightening, NOON)).isFalse();
        assertThat(RevocationMatch.forbids(tightening)).isFalse();
        assertThat(RevocationMatch.forbids(of().build())).isTrue();
    }

    @Test
    void isNoLongerInForceOnceWithdrawn() {
        assertThat(RevocationMatch.inForce(of().setWithdrawnAt(NOON).build(), NOON)).isFalse();
    }

    private static boolean hits(Revocation.Builder revocation) {
        return RevocationMatch.hits(revocation.build(), KEY);
    }

    private static Revocation.Builder of() {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId("rev_1")
                .setAction(RevocationAction.REVOKE)
                .setCreatedAt(NOON);
    }
}
