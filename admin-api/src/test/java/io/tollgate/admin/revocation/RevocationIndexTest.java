package io.tollgate.admin.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.resource.Reach;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevocationIndexTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final ApiKey KEY =
            ApiKey.newBuilder()
                    .setKind(ApiKeyKind.KEY)
                    .setKeyId("key_1")
                    .setOwnerId("acme")
                    .setCreatedAt(NOON)
                    .setUpdatedAt(NOON)
                    .build();

    private final RevocationIndex index = new RevocationIndex();

    @Test
    void findsWhatHitsAKeyByItsIdAndByWiderTargets() {
        take("rev_1", of("rev_1").setKeyIds(List.of("key_1")).build(), 0);
        take("rev_2", of("rev_2").setOwnerId("acme").build(), 1);
        take("rev_3", of("rev_3").setOwnerId("other").build(), 2);

        assertThat(index.hitting(KEY, NOON))
                .extracting(Revocation::getRevocationId)
                .containsExactlyInAnyOrder("rev_1", "rev_2");
    }

    @Test
    void forgetsAWithdrawalAndATombstone() {
        take("rev_1", of("rev_1").setKeyIds(List.of("key_1")).build(), 0);
        take("rev_2", of("rev_2").setOwnerId("acme").build(), 1);
        take("rev_1", of("rev_1").setKeyIds(List.of("key_1")).setWithdrawnAt(NOON).build(), 2);
        take("rev_2", null, 3);

        assertThat(index.hitting(KEY, NOON)).isEmpty();
        assertThat(index.find("rev_1")).isPresent();
        assertThat(index.find("rev_2")).isEmpty();
    }

    @Test
    void tellsWhomRevocationsInForceMayHit() {
        take("rev_1", of("rev_1").setKeyIds(List.of("key_1")).setOwnerId("acme").build(), 0);
        take("rev_2", of("rev_2").setOwnerId("bolt").setPlanId("free").build(), 1);
        take("rev_3", of("rev_3").setPlanId("pro").setIssuedBefore(NOON).build(), 2);
        take("rev_4", of("rev_4").setImportBatch("legacy").build(), 3);
        take("rev_5", of("rev_5").setIssuedBefore(NOON).setWithdrawnAt(NOON).build(), 4);
        take("rev_6", of("rev_6").setPlanId("gold").build(), 5);

        assertThat(index.reach(NOON))
                .isEqualTo(
                        new Reach(
                                Set.of("key_1"),
                                Set.of("bolt"),
                                Set.of("pro", "gold"),
                                Set.of("legacy"),
                                Set.of("gold"),
                                Set.of("legacy"),
                                false));

        take("rev_7", of("rev_7").setIssuedBefore(NOON).build(), 6);

        assertThat(index.reach(NOON).anybody()).isTrue();
    }

    @Test
    void anOlderRecordDoesNotReplaceANewerOne() {
        var withdrawn = of("rev_1").setOwnerId("acme").setWithdrawnAt(NOON).build();
        index.remember(new RevocationIndex.Placed(withdrawn, 5));
        take("rev_1", of("rev_1").setOwnerId("acme").build(), 4);

        assertThat(index.hitting(KEY, NOON)).isEmpty();
    }

    @Test
    void keepsTheNumbersOfPulsesAndNothingElseOfThem() {
        var pulse =
                Revocation.newBuilder()
                        .setKind(RevocationKind.PULSE)
                        .setRevocationId("")
                        .setPulseWriter("admin-1")
                        .setPulse(41)
                        .setCreatedAt(NOON)
                        .build();
        take("pulse|admin-1", pulse, 0);

        assertThat(index.lastPulse("admin-1")).isEqualTo(41);
        assertThat(index.lastPulse("admin-2")).isZero();
        assertThat(index.all()).isEmpty();
    }

    private void take(String key, @Nullable Revocation value, long offset) {
        index.take(new TopicRecord<>(key, value, 0, offset, NOON, true));
    }

    private static Revocation.Builder of(String id) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId(id)
                .setAction(RevocationAction.REVOKE)
                .setCreatedAt(NOON);
    }
}
