package io.tollgate.edge.table;

import static io.tollgate.edge.Samples.NOON;
import static io.tollgate.edge.Samples.key;
import static io.tollgate.edge.Samples.owner;
import static io.tollgate.edge.Samples.perMinute;
import static io.tollgate.edge.Samples.plan;
import static io.tollgate.edge.Samples.revocation;
import static io.tollgate.edge.Samples.route;
import static io.tollgate.edge.Samples.routes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.edge.Samples;
import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.OnBothBrokers;
import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@OnBothBrokers
@ExtendWith(BrokerExtension.class)
class ControlTablesIT {
    private static final KeyHash HASH = new KeyHash(1, 2, 3, 4);
    private static final KeyHash OTHER_HASH = new KeyHash(5, 6, 7, 8);
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path directory;

    private final TestBroker broker;
    private final Topics topics;
    private final List<Predicate<KeyEntry>> denied = new CopyOnWriteArrayList<>();
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final List<ControlTables> opened = new ArrayList<>();
    private @Nullable KafkaProducer<String, byte[]> producer;

    ControlTablesIT(TestBroker broker) {
        this.broker = broker;
        this.topics = new Topics(broker.prefix(), new Partitions(2, 2, 2, 2));
    }

    @BeforeEach
    void createTopics() throws InterruptedException {
        new TopicCreator(broker.admin()).createMissing(topics.all());
        producer =
                new KafkaProducer<>(
                        broker.clientProperties(),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        opened.forEach(ControlTables::close);
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    @Test
    void followsTheTopicsLive() {
        var tables = start();
        await().atMost(SOON).until(tables.readiness()::getAsBoolean);
        assertThat(look(tables, HASH)).isInstanceOf(KeyAnswer.Unknown.class);

        writeAll();
        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(look(tables, HASH)).isInstanceOf(KeyAnswer.Known.class);
                    assertThat(terms(tables)).isInstanceOf(Terms.Granted.class);
                    assertThat(tables.routes().get().match("h", "/x", "GET")).isNotNull();
                });
        assertThat(tables.knowledge().keys().onHeap(HASH)).isInstanceOf(KeyAnswer.Known.class);

        send(topics.keys, HASH.hex(), key("key_1").setPlanId("pro").build());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(entry(tables).planId()).isEqualTo("pro"));

        sendBytes(topics.keys, HASH.hex(), null);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(look(tables, HASH)).isInstanceOf(KeyAnswer.Unknown.class));
        assertThat(denied).anyMatch(hit -> hit.test(Samples.entry("key_1")));
    }

    @Test
    void tellsOfADenialOnceItIsInForceAndBeforeItCountsAsApplied() {
        writeAll();
        var tables = start();
        await().atMost(SOON).until(tables.readiness()::getAsBoolean);
        long before = applied(tables);
        tables.progress().onRevocationApplied(() -> order.add("applied " + applied(tables)));
        order.clear();

        send(topics.revocations, "rev_1", revoke("rev_1"));
        await().atMost(SOON).until(() -> order.size() >= 2);

        assertThat(order)
                .startsWith("denied REVOKED, applied " + before, "applied " + (before + 1));
    }

    @Test
    void refusesAKeyAndBlocksOnARevocationThatItCannotRead() {
        writeAll();
        var tables = start();
        await().atMost(SOON).until(tables.readiness()::getAsBoolean);
        long before = applied(tables);

        sendBytes(topics.keys, HASH.hex(), new byte[] {1, 2, 3});
        sendBytes(topics.revocations, "rev_0", new byte[] {1, 2, 3});
        send(topics.revocations, "rev_1", revoke("rev_1"));
        sendBytes(topics.plans, "free", new byte[] {1, 2, 3});
        sendBytes(topics.routes, Topics.SINGLE_KEY, new byte[] {1, 2, 3});
        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(look(tables, HASH)).isInstanceOf(KeyAnswer.Unknown.class);
                    assertThat(tables.progress().blocked()).contains("rev_0");
                    assertThat(denied(tables)).isEqualTo(Denied.REVOKED);
                    assertThat(terms(tables)).isInstanceOf(Terms.Missing.class);
                });
        assertThat(applied(tables)).isEqualTo(before);
        assertThat(tables.routes().get().match("h", "/x", "GET")).isNotNull();

        send(topics.revocations, "rev_0", revoke("rev_0"));
        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(tables.progress().blocked()).isEmpty();
                    assertThat(applied(tables)).isEqualTo(before + 3);
                });
    }

    @Test
    void knowsTheAgeOfItsStateFromPulses() {
        var tables = start();
        await().atMost(SOON).until(tables.readiness()::getAsBoolean);
        await().atMost(SOON).until(() -> tables.freshness().ageMillis() > 2_000);

        sendPulses();
        await().atMost(SOON).until(() -> tables.freshness().ageMillis() < 1_500);
    }

    @Test
    @OwnBroker
    void goesOnFromDiskAndThroughOutages(TestBroker own) throws Exception {
        writeAll();
        send(topics.revocations, "rev_1", revoke("rev_1"));
        var first = start();
        await().atMost(SOON).until(first.readiness()::getAsBoolean);
        own.stop();
        assertThat(look(first, HASH)).isInstanceOf(KeyAnswer.Known.class);
        assertThat(denied(first)).isEqualTo(Denied.REVOKED);
        first.close();

        var second = start();
        assertThat(second.readiness().getAsBoolean()).isFalse();
        await().atMost(SOON).until(second.readiness()::getAsBoolean);
        assertThat(look(second, HASH)).isInstanceOf(KeyAnswer.Known.class);
        assertThat(denied(second)).isEqualTo(Denied.REVOKED);
        assertThat(terms(second)).isInstanceOf(Terms.Granted.class);
        assertThat(second.routes().get().match("h", "/x", "GET")).isNotNull();
        assertThat(second.freshness().ageMillis()).isPositive();

        own.start();
        send(topics.keys, OTHER_HASH.hex(), key("key_2").build());
        send(topics.revocations, "rev_2", revoke("rev_2"));
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> {
                    assertThat(look(second, OTHER_HASH)).isInstanceOf(KeyAnswer.Known.class);
                    assertThat(second.readiness().waitingFor()).isEmpty();
                });
    }

    @Test
    @OwnBroker
    void staysUnreadyWithoutKafkaIfTheDiskIsTooOldOrEmpty(TestBroker own) {
        writeAll();
        var first = start();
        await().atMost(SOON).until(first.readiness()::getAsBoolean);
        first.close();
        own.stop();

        var tooOld = open(directory, Duration.ZERO);
        var empty = open(directory.resolve("empty"), Duration.ofMinutes(5));
        List.of(tooOld, empty).forEach(this::start);
        await().during(Duration.ofSeconds(5))
                .atMost(SOON)
                .until(() ->
                        !tooOld.readiness().getAsBoolean() && !empty.readiness().getAsBoolean());
    }

    @Test
    void buildsAnewAfterAnAbsenceThatTombstonesDoNotSurvive() throws Exception {
        writeAll();
        var first = start();
        await().atMost(SOON).until(first.readiness()::getAsBoolean);
        assertThat(look(first, HASH)).isInstanceOf(KeyAnswer.Known.class);
        first.close();
        // Compaction took the key and then the record that said that it was deleted.
        forgetAllKeys();

        var shortlyAfter = start();
        await().atMost(SOON).until(() -> shortlyAfter.readiness().waitingFor().isEmpty());
        assertThat(look(shortlyAfter, HASH)).isInstanceOf(KeyAnswer.Known.class);
        shortlyAfter.close();

        var wallClock = InstantSource.offset(InstantSource.system(), Duration.ofDays(16));
        var longAfter = start(open(directory, Duration.ofMinutes(5), wallClock));
        await().atMost(SOON).until(longAfter.readiness()::getAsBoolean);
        assertThat(look(longAfter, HASH)).isInstanceOf(KeyAnswer.Unknown.class);
    }

    @Test
    void buildsAnewFromATopicThatWasMadeAgain() throws Exception {
        writeAll();
        send(topics.revocations, "rev_1", revoke("rev_1"));
        send(topics.revocations, "rev_2", revoke("rev_2"));
        var tables = start();
        await().atMost(SOON).until(tables.readiness()::getAsBoolean);
        assertThat(look(tables, HASH)).isInstanceOf(KeyAnswer.Known.class);

        var recreated = List.of(topics.keys.name(), topics.revocations.name());
        broker.admin().deleteTopics(recreated).all().get();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> {
                    new TopicCreator(broker.admin()).createMissing(topics.all());
                    return broker.admin().listTopics().names().get().containsAll(recreated);
                });
        send(topics.keys, OTHER_HASH.hex(), key("key_2").build());
        send(
                topics.revocations,
                "rev_2",
                revocation("rev_2", RevocationAction.SUSPEND).setOwnerId("acme").build());

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> {
                    assertThat(tables.readiness().getAsBoolean()).isTrue();
                    assertThat(look(tables, OTHER_HASH)).isInstanceOf(KeyAnswer.Known.class);
                    assertThat(look(tables, HASH)).isInstanceOf(KeyAnswer.Unknown.class);
                    assertThat(denied(tables)).isEqualTo(Denied.SUSPENDED);
                });
    }

    private void writeAll() {
        send(topics.owners, "acme", owner("acme").build());
        send(topics.plans, "free", plan("free", perMinute("minute", 10)).build());
        send(topics.routes, Topics.SINGLE_KEY, routes(route("all", "/**")));
        send(topics.keys, HASH.hex(), key("key_1").build());
    }

    private void sendPulses() {
        var pulse =
                Revocation.newBuilder()
                        .setKind(RevocationKind.PULSE)
                        .setRevocationId("")
                        .setCreatedAt(NOON)
                        .build();
        send(topics.revocations, "pulse|test", pulse);
        for (int partition = 0; partition < topics.keys.partitions(); partition++) {
            var mark =
                    ApiKey.newBuilder()
                            .setKind(ApiKeyKind.PULSE)
                            .setKeyId("")
                            .setState(KeyState.UNKNOWN)
                            .setCreatedAt(NOON)
                            .setUpdatedAt(NOON)
                            .build();
            send(
                    new ProducerRecord<>(
                            topics.keys.name(),
                            partition,
                            "pulse|" + partition,
                            topics.keys.values().serialize("", mark)));
        }
    }

    private void forgetAllKeys() throws Exception {
        var everything = new HashMap<TopicPartition, RecordsToDelete>();
        for (int partition = 0; partition < topics.keys.partitions(); partition++) {
            everything.put(
                    new TopicPartition(topics.keys.name(), partition),
                    RecordsToDelete.beforeOffset(-1));
        }
        // A topic that is compacted alone keeps its records from being deleted otherwise.
        policy("compact,delete");
        broker.admin().deleteRecords(everything).all().get();
        policy("compact");
    }

    private void policy(String cleanup) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, topics.keys.name());
        var change =
                new AlterConfigOp(
                        new ConfigEntry("cleanup.policy", cleanup), AlterConfigOp.OpType.SET);
        broker.admin().incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
    }

    private ControlTables open(Path where, Duration maxStateAge) {
        return open(where, maxStateAge, InstantSource.system());
    }

    private ControlTables open(Path where, Duration maxStateAge, InstantSource wallClock) {
        var clocks = new Clocks(wallClock, System::nanoTime, System::currentTimeMillis);
        var tables =
                ControlTables.open(
                        topics,
                        new TableSettings(
                                where, maxStateAge, 1_000, new Pepper(new byte[32]), _ -> true),
                        clocks);
        opened.add(tables);
        return tables;
    }

    private ControlTables start() {
        return start(open(directory, Duration.ofMinutes(5)));
    }

    private ControlTables start(ControlTables tables) {
        tables.start(
                KafkaConnection.to(broker.bootstrapServers()),
                new TableListeners(
                        hit -> {
                            denied.add(hit);
                            order.add("denied " + denied(tables) + ", applied " + applied(tables));
                        },
                        () -> {},
                        _ -> {},
                        _ -> {}));
        return tables;
    }

    private static long applied(ControlTables tables) {
        return tables.progress().applied().getOrDefault("revocations|0", -1L);
    }

    private static KeyAnswer look(ControlTables tables, KeyHash hash) {
        return tables.knowledge().keys().lookUp(hash);
    }

    private static KeyEntry entry(ControlTables tables) {
        return look(tables, HASH) instanceof KeyAnswer.Known(var known)
                ? known.entry()
                : Samples.entry("none");
    }

    private static Terms terms(ControlTables tables) {
        return tables.knowledge().agreements().of(new KnownKey(Samples.entry("key_1")));
    }

    private static Denied denied(ControlTables tables) {
        return tables.knowledge().denials().of(Samples.entry("key_1"), NOON.toEpochMilli());
    }

    private static Revocation revoke(String revocationId) {
        return revocation(revocationId, RevocationAction.REVOKE)
                .setKeyIds(List.of("key_1"))
                .build();
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, String id, V value) {
        sendBytes(topic, id, topic.values().serialize(topic.name(), value));
    }

    private void sendBytes(Topic<?> topic, String id, byte @Nullable [] value) {
        send(new ProducerRecord<>(topic.name(), id, value));
    }

    private void send(ProducerRecord<String, byte[]> data) {
        try {
            Objects.requireNonNull(producer).send(data).get();
        } catch (Exception e) {
            throw new AssertionError("the test can't write to its topic", e);
        }
    }
}
