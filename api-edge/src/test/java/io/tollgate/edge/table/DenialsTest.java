package io.tollgate.edge.table;

import static io.tollgate.edge.Samples.NOON;
import static io.tollgate.edge.Samples.entry;
import static io.tollgate.edge.Samples.revocation;
import static io.tollgate.schemas.RevocationAction.REVOKE;
import static io.tollgate.schemas.RevocationAction.SUSPEND;
import static io.tollgate.schemas.RevocationAction.TIGHTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.edge.Samples;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenialsTest {
    private static final KeyEntry KEY = entry("key_1");
    private static final long NOW = NOON.toEpochMilli();

    private final Denials denials = new Denials();

    @Test
    void deniesNothingOfItself() {
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.NO);
    }

    @Test
    void hitsByEachMemberOfTheTarget() {
        hits(revoke().setKeyIds(List.of("key_0", "key_1")));
        hits(revoke().setOwnerId("acme"));
        hits(revoke().setPlanId("free"));
        hits(revoke().setEnvironment(Environment.LIVE));
        hits(revoke().setIssuedBefore(NOON.plusMillis(1)));
        hits(revoke());
    }

    @Test
    void hitsOnlyIfEveryMemberMatches() {
        misses(revoke().setKeyIds(List.of("key_2")));
        misses(revoke().setOwnerId("acme").setPlanId("pro"));
        misses(revoke().setOwnerId("other").setPlanId("free"));
        misses(revoke().setKeyIds(List.of("key_1")).setEnvironment(Environment.TEST));
        misses(revoke().setOwnerId("acme").setIssuedBefore(NOON));
        hits(revoke().setOwnerId("acme").setPlanId("free").setEnvironment(Environment.LIVE));
    }

    @Test
    void hitsTheKeysOfAnImportAsOne() {
        var imported = KeyDecoder.entry(Samples.key("key_1").setImportBatch("legacy").build());
        put("rev_1", revoke().setImportBatch("legacy"));

        assertThat(denials.of(imported, NOW)).isEqualTo(Denied.REVOKED);
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.NO);

        put("rev_1", revoke().setImportBatch("other"));
        assertThat(denials.of(imported, NOW)).isEqualTo(Denied.NO);
    }

    @Test
    void suspendsUntilTheEndWithoutAnyMessage() {
        put("rev_1", suspend().setOwnerId("acme").setEndsAt(NOON.plusSeconds(60)));

        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.SUSPENDED);
        assertThat(denials.of(KEY, NOW + 59_999)).isEqualTo(Denied.SUSPENDED);
        assertThat(denials.of(KEY, NOW + 60_000)).isEqualTo(Denied.NO);
    }

    @Test
    void answersTheStrongest() {
        put("rev_1", suspend().setOwnerId("acme"));
        put("rev_2", revoke().setPlanId("free"));
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.REVOKED);

        denials.remove("rev_2");
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.SUSPENDED);

        denials.remove("rev_1");
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.NO);
    }

    @Test
    void followsADenialThatChangesItsTarget() {
        put("rev_1", revoke().setOwnerId("acme"));
        put("rev_1", revoke().setOwnerId("other"));
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.NO);

        put("rev_1", revoke().setKeyIds(List.of("key_1")));
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.REVOKED);
    }

    @Test
    void aTighteningLowersRatesUntilItsEndAndDeniesNothing() {
        put("rev_1", tighten(25).setKeyIds(List.of("key_1")).setEndsAt(NOON.plusSeconds(60)));

        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.NO);
        assertThat(denials.ratePercent(KEY, NOW + 59_999)).isEqualTo(25);
        assertThat(denials.ratePercent(KEY, NOW + 60_000)).isEqualTo(100);
        assertThat(denials.ratePercent(entry("key_2"), NOW)).isEqualTo(100);
    }

    @Test
    void theStrictestOfAllTighteningsHolds() {
        put("rev_1", tighten(25).setOwnerId("acme").setEndsAt(NOON.plusSeconds(60)));
        put("rev_2", tighten(50).setKeyIds(List.of("key_1")));
        put("rev_3", tighten(70).setKeyIds(List.of("key_1")));
        assertThat(denials.ratePercent(KEY, NOW)).isEqualTo(25);
        assertThat(denials.ratePercent(KEY, NOW + 60_000)).isEqualTo(50);

        denials.remove("rev_2");
        assertThat(denials.ratePercent(KEY, NOW + 60_000)).isEqualTo(70);
    }

    @Test
    void aTighteningNeitherReplacesNorEndsADenial() {
        put("rev_1", revoke().setKeyIds(List.of("key_1")));
        put("rev_2", suspend().setOwnerId("acme"));
        put("rev_3", tighten(25).setKeyIds(List.of("key_1")).setEndsAt(NOON.plusSeconds(60)));
        assertThat(denials.of(KEY, NOW + 60_000)).isEqualTo(Denied.REVOKED);

        denials.remove("rev_3");
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.REVOKED);

        put("rev_3", tighten(25).setKeyIds(List.of("key_1")));
        denials.remove("rev_1");
        assertThat(denials.of(KEY, NOW)).isEqualTo(Denied.SUSPENDED);
    }

    @Test
    void refusesToDecodeWhatItCannotEnforce() {
        for (var unknown :
                List.of(
                        revocation("r", RevocationAction.UNKNOWN),
                        tighten(0),
                        tighten(101),
                        revoke().setEnvironment(Environment.UNKNOWN))) {
            assertThatThrownBy(() -> Denial.of(unknown.build()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAskingEveryDenialInTurn(long seed) {
        var random = new Random(seed);
        Map<String, Denial> all = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            String id = "rev_" + random.nextInt(60);
            if (random.nextInt(3) == 0) {
                all.remove(id);
                denials.remove(id);
            } else {
                var denial = Denial.of(randomRevocation(random));
                all.put(id, denial);
                denials.put(id, denial);
            }
            var key = randomKey(random);
            long now = NOW + random.nextInt(100);

            assertThat(denials.of(key, now))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(strongest(all, key, now));
            assertThat(denials.ratePercent(key, now))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(least(all, key, now));
        }
    }

    private static int least(Map<String, Denial> all, KeyEntry key, long now) {
        return all.values().stream()
                .filter(each -> each.hits(key) && now < each.endsAtMillis())
                .mapToInt(Denial::ratePercent)
                .min()
                .orElse(100);
    }

    private static Denied strongest(Map<String, Denial> all, KeyEntry key, long now) {
        Denied strongest = Denied.NO;
        for (Denial each : all.values()) {
            if (each.hits(key) && now < each.endsAtMillis()) {
                var denied =
                        switch (each.action()) {
                            case TIGHTEN -> Denied.NO;
                            case SUSPEND -> Denied.SUSPENDED;
                            case REVOKE -> Denied.REVOKED;
                        };
                strongest = denied.compareTo(strongest) > 0 ? denied : strongest;
            }
        }
        return strongest;
    }

    private static Revocation randomRevocation(Random random) {
        var revocation =
                switch (random.nextInt(4)) {
                    case 0 -> revoke();
                    case 1 -> tighten(1 + random.nextInt(5) * 20);
                    default -> suspend();
                };
        var keyIds = new ArrayList<String>();
        for (int i = random.nextInt(3); i > 0; i--) {
            keyIds.add("key_" + random.nextInt(4));
        }
        revocation.setKeyIds(keyIds);
        revocation.setOwnerId(random.nextBoolean() ? "" : "owner_" + random.nextInt(2));
        revocation.setPlanId(random.nextBoolean() ? "" : "plan_" + random.nextInt(2));
        revocation.setEnvironment(random.nextBoolean() ? null : environment(random));
        revocation.setImportBatch(random.nextBoolean() ? "" : "batch_" + random.nextInt(2));
        revocation.setIssuedBefore(
                random.nextBoolean() ? null : NOON.plusMillis(random.nextInt(50)));
        revocation.setEndsAt(
                random.nextBoolean() ? null : NOON.plus(Duration.ofMillis(random.nextInt(100))));
        return revocation.build();
    }

    private static KeyEntry randomKey(Random random) {
        return new KeyEntry(
                "key_" + random.nextInt(4),
                "owner_" + random.nextInt(2),
                "plan_" + random.nextInt(2),
                environment(random),
                Set.of(),
                Map.of(),
                List.of(),
                List.of(),
                KeyState.ACTIVE,
                NOW + random.nextInt(50),
                Long.MAX_VALUE,
                "",
                random.nextBoolean() ? "" : "batch_" + random.nextInt(2));
    }

    private static Environment environment(Random random) {
        return random.nextBoolean() ? Environment.LIVE : Environment.TEST;
    }

    private void hits(Revocation.Builder revocation) {
        expect(revocation, Denied.REVOKED);
    }

    private void misses(Revocation.Builder revocation) {
        expect(revocation, Denied.NO);
    }

    private void expect(Revocation.Builder revocation, Denied expected) {
        var alone = new Denials();
        var denial = Denial.of(revocation.build());
        alone.put("rev_1", denial);

        assertThat(alone.of(KEY, NOW)).isEqualTo(expected);
        assertThat(denial.hits(KEY)).isEqualTo(expected != Denied.NO);
    }

    private void put(String id, Revocation.Builder revocation) {
        denials.put(id, Denial.of(revocation.build()));
    }

    private static Revocation.Builder revoke() {
        return revocation("rev", REVOKE);
    }

    private static Revocation.Builder tighten(int percent) {
        return revocation("rev", TIGHTEN).setRatePercent(percent);
    }

    private static Revocation.Builder suspend() {
        return revocation("rev", SUSPEND);
    }
}
