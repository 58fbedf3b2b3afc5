package io.tollgate.admin.leak;

import io.tollgate.admin.resource.KeyDirectory;
import io.tollgate.admin.revocation.Alerts;
import io.tollgate.admin.revocation.EdgeRegister;
import io.tollgate.admin.revocation.Receipts;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.admin.revocation.RevocationLog;
import io.tollgate.admin.table.Appender;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** A desk on tables of its own, which remembers what it wrote. */
final class Desk implements Appender {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final Duration PAUSE = Duration.ofDays(3);
    static final Pepper PEPPER = new Pepper(new byte[32]);
    static final LeakPolicy POLICY =
            new LeakPolicy(
                    LeakAction.REVOKE,
                    LeakAction.REVOKE,
                    LeakAction.SUSPEND,
                    LeakAction.REVOKE,
                    PAUSE);

    final List<Revocation> revocations = new ArrayList<>();
    final List<Alert> alerts = new ArrayList<>();
    final List<LeakOutcome> outcomes = new ArrayList<>();
    Instant now = NOON;
    boolean kafkaAway;
    boolean alertsFail;

    private final Topics topics = new Topics("", Partitions.DEFAULT);
    private final KeyDirectory keys = new KeyDirectory();
    private final RevocationIndex index = new RevocationIndex();
    private final Alerts alertTable = new Alerts();
    private final RevocationLog log =
            new RevocationLog(
                    topics,
                    this,
                    index,
                    new Receipts(
                            new EdgeRegister(Duration.ofMinutes(5), () -> now, () -> 0),
                            () -> now,
                            () -> 0,
                            _ -> {}),
                    () -> 0,
                    (_, _) -> {});
    final LeakDesk desk =
            new LeakDesk(
                    keys,
                    new LeakDesk.Denials(index, log),
                    new LeakDesk.Alerting(alertTable, topics, this),
                    POLICY,
                    (_, outcome) -> outcomes.add(outcome),
                    () -> String.valueOf(revocations.size()),
                    () -> now);
    private long offset;

    void know(String secret, ApiKey key) {
        keys.accept(new TopicRecord<>(PEPPER.hash(secret).hex(), key, 0, 0, NOON, true));
    }

    static ApiKey.Builder key(String id, Environment environment) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId(id)
                .setVersion(1)
                .setOwnerId("acme")
                .setPlanId("free")
                .setEnvironment(environment)
                .setName("batch job")
                .setScopes(List.of())
                .setTags(Map.of())
                .setState(KeyState.ACTIVE)
                .setPrefix("tg_live_Ab3d")
                .setLastFour("wxyz")
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON);
    }

    void withdraw(Revocation revocation) {
        log.write(
                Revocation.newBuilder(revocation)
                        .setVersion(2)
                        .setWithdrawnAt(now)
                        .setWithdrawnBy("op_1")
                        .build());
        revocations.removeLast();
    }

    void write(Revocation revocation) {
        log.write(revocation);
        revocations.removeLast();
    }

    LeakOutcome report(String secret, Via via) {
        return desk.take(
                new LeakReport(
                        PEPPER.hash(secret),
                        via,
                        "reported as leaked",
                        "https://example.com/leak"));
    }

    @Override
    public <V extends SpecificRecord> long append(Topic<V> topic, String key, V value) {
        boolean alert = value instanceof Alert;
        if (kafkaAway || (alert && alertsFail)) {
            throw new WriteRefusedException(WriteRefusedException.Reason.UNREACHABLE, "away");
        }
        if (value instanceof Alert one) {
            alerts.add(one);
            alertTable.accept(new TopicRecord<>(key, one, 0, alerts.size(), NOON, true));
        }
        if (value instanceof Revocation one) {
            revocations.add(one);
        }
        return offset++;
    }

    @Override
    public <V extends SpecificRecord> void appendLater(Topic<V> topic, String key, V value) {
        append(topic, key, value);
    }

    @Override
    public <V extends SpecificRecord> void appendToEach(Topic<V> topic, String keyPrefix, V value) {
        append(topic, keyPrefix, value);
    }
}
