package io.tollgate.benchmarks.speed;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes keys into the control topics as an admin does, but many at a time. */
final class ManyKeys {
    static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX, Partitions.DEFAULT);

    private static final String PLAN = "measured";
    private static final int OWNERS = 1000;
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private final String bootstrapServers;
    private final Map<String, Object> kafka;

    ManyKeys(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        kafka =
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "linger.ms",
                        20,
                        "batch.size",
                        256 << 10,
                        "compression.type",
                        "lz4");
    }

    /** Makes the topics, a plan with a rate and a quota, and the owners. */
    void prepare() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            new TopicCreator(admin).createMissing(TOPICS.all());
        }
        Plan plan =
                Plan.newBuilder()
                        .setPlanId(PLAN)
                        .setVersion(1)
                        .setState(PlanState.ACTIVE)
                        .setLimits(
                                List.of(
                                        limit("minute", LimitKind.RATE, "PT1M", LimitScope.KEY),
                                        limit("month", LimitKind.QUOTA, "P1M", LimitScope.OWNER)))
                        .setCreatedAt(MADE)
                        .setUpdatedAt(MADE)
                        .build();
        send(TOPICS.plans, Map.of(PLAN, plan));
        var owners = new HashMap<String, Owner>();
        for (int i = 0; i < OWNERS; i++) {
            Owner owner =
                    Owner.newBuilder()
                            .setOwnerId("owner-" + i)
                            .setVersion(1)
                            .setState(OwnerState.ACTIVE)
                            .setCreatedAt(MADE)
                            .setUpdatedAt(MADE)
                            .build();
            owners.put(owner.getOwnerId(), owner);
        }
        send(TOPICS.owners, owners);
    }

    /** Writes keys from one number to below another. */
    void write(long from, long below) {
        try (var producer =
                new KafkaProducer<>(kafka, new StringSerializer(), TOPICS.keys.values())) {
            for (long i = from; i < below; i++) {
                var _ =
                        producer.send(
                                new ProducerRecord<>(TOPICS.keys.name(), hash(i).hex(), key(i)));
            }
        }
    }

    /** Writes one key. */
    void write(KeyHash hash) {
        send(TOPICS.keys, Map.of(hash.hex(), key(0)));
    }

    /** The hash of a key by its number. */
    static KeyHash hash(long number) {
        var random = new SplittableRandom(number);
        return new KeyHash(
                random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private static ApiKey key(long number) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId(String.format(Locale.ROOT, "key_%026d", number))
                .setVersion(1)
                .setOwnerId("owner-" + number % OWNERS)
                .setPlanId(PLAN)
                .setEnvironment(Environment.LIVE)
                .setName("measured")
                .setState(KeyState.ACTIVE)
                .setPrefix("tg_live_abcd")
                .setLastFour("wxyz")
                .setCreatedAt(MADE)
                .setUpdatedAt(MADE)
                .build();
    }

    private static Limit limit(String name, LimitKind kind, String window, LimitScope scope) {
        return new Limit(name, 1_000_000_000L, window, kind, scope);
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, Map<String, V> records) {
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), topic.values())) {
            records.forEach((key, value) -> {
                var _ = producer.send(new ProducerRecord<>(topic.name(), key, value));
            });
        }
    }
}
