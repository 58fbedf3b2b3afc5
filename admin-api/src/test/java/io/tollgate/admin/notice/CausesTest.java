package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.TrustedRecords;
import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.admin.resource.KeyDirectory;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.AbuseAction;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.RuleMode;
import io.tollgate.schemas.Signal;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What each source tells, of what, and to whom. */
@ExtendWith(TrustedRecords.class)
class CausesTest {
    private static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");

    private final KeyDirectory keys = new KeyDirectory();
    private final RevocationIndex revocations = new RevocationIndex();
    private final DenialCauses denials = new DenialCauses(revocations, keys);
    private long offset;

    @Test
    void anOwnerIsToldOnceOfAllItsKeysThatARevocationHits() {
        key("key_1", "acme");
        key("key_2", "acme");
        key("key_3", "globex");
        key("key_4", "initech", "pro");
        take(revocation("rev_1", RevocationAction.REVOKE).setPlanId("free").build());

        List<Notice> notices = notices(denials, NOON);
        assertThat(notices)
                .extracting(Notice::type, Notice::audience, Notice::ownerId, Notice::keyId)
                .containsExactly(
                        tuple("key.revoked", Audience.OWNER, "acme", ""),
                        tuple("key.revoked", Audience.OWNER, "globex", "key_3"),
                        tuple("key.revoked", Audience.OPERATORS, "", ""));
        assertThat(notices.getFirst().facts()).containsEntry("keysHit", 2);
    }

    @Test
    void onlyOperatorsAreToldWhyAndByWhom() {
        key("key_1", "acme");
        take(
                revocation("rev_1", RevocationAction.SUSPEND)
                        .setKeyIds(List.of("key_1"))
                        .setReason("fraud, see case 7")
                        .setActor("eve")
                        .build());

        List<Notice> notices = notices(denials, NOON);
        assertThat(notices.getFirst().body(NOON)).doesNotContain("fraud").doesNotContain("eve");
        assertThat(notices.getLast().body(NOON)).contains("fraud, see case 7").contains("eve");
    }

    @Test
    void aSuspensionThatEndsOrIsWithdrawnGivesKeysBack() {
        key("key_1", "acme");
        take(
                revocation("rev_1", RevocationAction.SUSPEND)
                        .setKeyIds(List.of("key_1"))
                        .setEndsAt(NOON.plusSeconds(60))
                        .build());
        assertThat(notices(denials, NOON)).extracting(Notice::type).containsOnly("key.suspended");

        assertThat(denials.until(NOON.plusSeconds(60)))
                .singleElement()
                .satisfies(cause -> {
                    assertThat(cause.at()).isEqualTo(NOON.plusSeconds(60));
                    assertThat(cause.notices().get())
                            .extracting(Notice::type)
                            .containsExactly("key.reinstated", "key.reinstated");
                });
    }

    @Test
    void ofATighteningIsToldHowMuchIsLeftAndUntilWhenButNotItsEnd() {
        key("key_1", "acme");
        take(
                revocation("rev_1", RevocationAction.TIGHTEN)
                        .setKeyIds(List.of("key_1"))
                        .setRatePercent(25)
                        .setEndsAt(NOON.plusSeconds(60))
                        .build());

        List<Notice> notices = notices(denials, NOON);
        assertThat(notices)
                .extracting(Notice::type, Notice::audience)
                .containsExactly(
                        tuple("key.tightened", Audience.OWNER),
                        tuple("key.tightened", Audience.OPERATORS));
        assertThat(notices.getFirst().facts())
                .containsEntry("ratePercent", 25)
                .containsEntry("endsAt", "2030-01-31T12:01:00Z");
        assertThat(denials.until(NOON.plusSeconds(60))).isEmpty();
    }

    @Test
    void aSlowedKeyIsGivenBackWhenItsSuspensionEnds() {
        key("key_1", "acme");
        take(revocation("rev_1", RevocationAction.TIGHTEN).setKeyIds(List.of("key_1")).build());
        take(
                revocation("rev_2", RevocationAction.SUSPEND)
                        .setKeyIds(List.of("key_1"))
                        .setWithdrawnAt(NOON)
                        .build());

        assertThat(notices(denials, NOON))
                .extracting(Notice::type)
                .contains("key.tightened", "key.reinstated");
    }

    @Test
    void aKeyThatSomethingElseDeniesIsNotGivenBack() {
        key("key_1", "acme");
        take(revocation("rev_1", RevocationAction.REVOKE).setKeyIds(List.of("key_1")).build());
        take(
                revocation("rev_2", RevocationAction.SUSPEND)
                        .setKeyIds(List.of("key_1"))
                        .setWithdrawnAt(NOON)
                        .build());

        assertThat(notices(denials, NOON)).extracting(Notice::type).containsOnly("key.revoked");
    }

    @Test
    void alertsThatOnlyObserveAreNotTold() {
        var alerts =
                new AlertCauses(() ->
                        List.of(
                                alert("a", AbuseAction.OBSERVE, RuleMode.ENFORCE),
                                alert("b", AbuseAction.NOTIFY, RuleMode.OBSERVE),
                                alert("c", AbuseAction.NOTIFY, RuleMode.ENFORCE),
                                alert("d", AbuseAction.REVOKE, RuleMode.ENFORCE)));

        assertThat(alerts.until(NOON)).extracting(Cause::id).containsExactly("c", "d");
        assertThat(notices(alerts, NOON)).allMatch(it -> it.audience() == Audience.OPERATORS);
    }

    @Test
    void anExpiryIsToldAtEachStepOnceAndOfLateOnesOnlyTheNearest() {
        Instant end = NOON.plus(Duration.ofDays(30));
        ApiKey key = sample("key_1", "acme", "free").setExpiresAt(end).build();

        assertThat(expiring(key, end.minus(Duration.ofDays(8)))).isEmpty();
        assertThat(expiring(key, end.minus(Duration.ofDays(7)))).hasSize(1);
        assertThat(expiring(key, end.minus(Duration.ofDays(7))))
                .isEqualTo(expiring(key, end.minus(Duration.ofDays(2))));
        assertThat(expiring(key, end.minus(Duration.ofHours(2))))
                .hasSize(1)
                .isNotEqualTo(expiring(key, end.minus(Duration.ofDays(2))));
        assertThat(expiring(key, end)).isEmpty();
    }

    @Test
    void aKeyThatWasMadeForAShortTimeOrIsDeniedIsNotToldOf() {
        Instant end = NOON.plus(Duration.ofDays(2));
        ApiKey brief = sample("key_1", "acme", "free").setExpiresAt(end).build();
        assertThat(expiring(brief, NOON.plusSeconds(1))).isEmpty();
        assertThat(expiring(brief, end.minus(Duration.ofDays(1)))).hasSize(1);

        ApiKey ended = ApiKey.newBuilder(brief).setState(KeyState.REVOKED).build();
        assertThat(expiring(ended, end.minus(Duration.ofDays(1)))).isEmpty();
        var denied = new ExpiryCauses(() -> Stream.of(brief), _ -> true);
        assertThat(denied.until(end.minus(Duration.ofDays(1)))).isEmpty();
    }

    @Test
    void goesThroughTheKeysOnlyEveryMinute() {
        Instant end = NOON.plus(Duration.ofDays(1));
        var causes =
                new ExpiryCauses(
                        () -> Stream.of(sample("key_1", "acme", "free").setExpiresAt(end).build()),
                        _ -> false);

        assertThat(causes.until(NOON)).hasSize(1);
        assertThat(causes.until(NOON.plusSeconds(59))).isEmpty();
        assertThat(causes.until(NOON.plusSeconds(60))).hasSize(1);
    }

    @Test
    void aQuotaIsToldAtEightyPercentAndWhenItIsUsedUp() {
        var quotas = new QuotaCauses();
        assertThat(quota(quotas, 79, 100)).isEmpty();
        assertThat(quota(quotas, 80, 100)).containsExactly("quota.near");
        assertThat(quota(quotas, 99, 100)).containsExactly("quota.near");
        assertThat(quota(quotas, 100, 100)).containsExactly("quota.exhausted");
        assertThat(quota(quotas, 100, 200)).isEmpty();
        assertThat(quota(quotas, 3, 4)).isEmpty();
        assertThat(quota(quotas, 4, 4)).containsExactly("quota.exhausted");
        assertThat(quota(quotas, 0, 0)).isEmpty();
    }

    @Test
    void aQuotaIsToldOnceInEachWindowAndRatesNever() {
        var quotas = new QuotaCauses();
        Instant month = Instant.parse("2030-01-01T00:00:00Z");
        take(quotas, throttle(90, 100).setWindow("P1M").setWindowStart(month).build());
        assertThat(quotas.until(NOON).map(Cause::id))
                .containsExactly("key_1|day|P1M|2030-01-01T00:00:00Z|quota.near");
        assertThat(quotas.until(Instant.parse("2030-01-31T23:59:59Z"))).hasSize(1);
        assertThat(quotas.until(Instant.parse("2030-02-01T00:00:00Z"))).isEmpty();

        take(quotas, throttle(90, 100).setLimitKind(LimitKind.RATE).setWindow("PT1M").build());
        assertThat(quotas.until(NOON)).isEmpty();
    }

    private static Tuple tuple(Object... values) {
        return Tuple.tuple(values);
    }

    private static List<Notice> notices(Causes causes, Instant now) {
        return causes.until(now).flatMap(cause -> cause.notices().get().stream()).toList();
    }

    private static List<String> expiring(ApiKey key, Instant now) {
        return new ExpiryCauses(() -> Stream.of(key), _ -> false)
                .until(now)
                .map(Cause::id)
                .toList();
    }

    private List<String> quota(QuotaCauses quotas, long total, long amount) {
        take(quotas, throttle(total, amount).build());
        return notices(quotas, NOON).stream().map(Notice::type).toList();
    }

    private void take(QuotaCauses quotas, Throttle view) {
        quotas.accept(new TopicRecord<>("key_1|day", view, 0, offset++, NOON, true));
    }

    private void take(Revocation revocation) {
        revocations.take(
                new TopicRecord<>(
                        revocation.getRevocationId(), revocation, 0, offset++, NOON, true));
    }

    private void key(String id, String owner) {
        key(id, owner, "free");
    }

    private void key(String id, String owner, String plan) {
        ApiKey key = sample(id, owner, plan).build();
        keys.accept(new TopicRecord<>("hash of " + id, key, 0, offset++, NOON, true));
    }

    private static ApiKey.Builder sample(String id, String owner, String plan) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId(id)
                .setOwnerId(owner)
                .setPlanId(plan)
                .setEnvironment(Environment.LIVE)
                .setName("batch job")
                .setState(KeyState.ACTIVE)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON);
    }

    private static Revocation.Builder revocation(String id, RevocationAction action) {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId(id)
                .setVersion(1)
                .setAction(action)
                .setCreatedAt(NOON);
    }

    private static Throttle.Builder throttle(long total, long amount) {
        return Throttle.newBuilder()
                .setKind(ThrottleKind.THROTTLE)
                .setSubject("key_1")
                .setOwnerId("acme")
                .setScope(LimitScope.KEY)
                .setLimit("day")
                .setLimitKind(LimitKind.QUOTA)
                .setWindow("P1D")
                .setWindowStart(Instant.parse("2030-01-31T00:00:00Z"))
                .setAmount(amount)
                .setTotal(total)
                .setPartition(0)
                .setOffset(0)
                .setAt(NOON);
    }

    private static Alert alert(String id, AbuseAction action, RuleMode mode) {
        return Alert.newBuilder()
                .setAlertId(id)
                .setRuleId("runaway")
                .setRuleVersion(1)
                .setSignal(Signal.VOLUME)
                .setWindowStart(NOON)
                .setWindowEnd(NOON)
                .setAction(action)
                .setMode(mode)
                .setAt(NOON)
                .build();
    }
}
