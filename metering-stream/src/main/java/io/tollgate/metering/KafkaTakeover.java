package io.tollgate.metering;

import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.TRANSACTIONAL_ID_CONFIG;

import io.tollgate.metering.EdgeLife.Heartbeat;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.topics.RequestsPartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what metering knows of one generation of {@code requests} to the next, before that counts
 * anything: open windows, what is not written yet, and what was used of limits. For one thread.
 *
 * <p>It writes the changelogs that Kafka Streams will restore the next generation's state from. The
 * last transaction also commits the offsets that the next generation starts at. These are the sign
 * that it took over: nobody takes over twice, and the old generation never counts again. Of several
 * instances at once one does it, as all use one transactional id.
 */
final class KafkaTakeover implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaTakeover.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int RECORDS_PER_TRANSACTION = 20_000;

    private final MeteringSettings settings;
    private final InstantSource clock;
    private final KafkaGroups groups;
    private final Admin admin;
    private final int generation;

    KafkaTakeover(MeteringSettings settings, InstantSource clock, Admin admin) {
        this.settings = settings;
        this.clock = clock;
        this.admin = admin;
        this.groups = new KafkaGroups(admin);
        this.generation = settings.requestsGeneration();
    }

    /**
     * Takes over from the generation before, if there is one and nobody has yet.
     *
     * @throws TakeoverRefusedException if that one is not done, or a later one has taken over
     */
    void run() throws InterruptedException {
        if (nextHasBegun()) {
            throw refused(List.of("the next generation has taken over, and counts by itself"));
        }
        String application = settings.applicationId(generation);
        if (generation == 1 || hasBegun(application)) {
            return;
        }
        Map<String, Object> config =
                settings.kafka().with(Map.of(TRANSACTIONAL_ID_CONFIG, application + "-takeover"));
        try (var producer =
                new KafkaProducer<String, byte[]>(
                        config, new StringSerializer(), new ByteArraySerializer())) {
            // From here on nobody else can take over, but somebody may have.
            producer.initTransactions();
            if (!hasBegun(application)) {
                carry(producer, application);
            }
        } catch (ProducerFencedException _) {
            throw refused(List.of("another instance is taking over; start this one again"));
        }
    }

    private boolean nextHasBegun() throws InterruptedException {
        try {
            return hasBegun(settings.applicationId(generation + 1));
        } catch (AuthorizationException _) {
            // Who may not even look at the next generation is not about to begin with it.
            return false;
        }
    }

    /**
     * Committed offsets are forgotten after a week of rest; but what Kafka Streams has made by then
     * for a store that is not carried over stays.
     */
    private boolean hasBegun(String application) throws InterruptedException {
        return groups.hasCommitted(application)
                || groups.partitions(changelog(application, StoreNames.RECEIVED)) > 0;
    }

    private void carry(KafkaProducer<String, byte[]> producer, String application)
            throws InterruptedException {
        check();
        String requests = RequestsPartition.topic(settings.topicPrefix(), generation);
        int partitions = groups.partitions(requests);
        createChangelogs(application, partitions);
        var state = new CarriedState(partitions, owner -> partitionOf(owner, partitions));
        producer.beginTransaction();
        long carried = 0;
        for (String store : CarriedState.CARRIED) {
            carried += carry(store, state, producer, application);
        }
        // What was read is whole only if nobody has gone on meanwhile.
        check();
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        IntStream.range(0, partitions)
                .forEach(partition ->
                        offsets.put(
                                new TopicPartition(requests, partition), new OffsetAndMetadata(0)));
        producer.sendOffsetsToTransaction(offsets, group(application));
        producer.commitTransaction();
        log.atInfo()
                .addKeyValue("generation", generation)
                .addKeyValue("records", carried)
                .log("took over from the generation before");
    }

    /** A group as somebody knows it who is no member of it. */
    private ConsumerGroupMetadata group(String application) {
        Map<String, Object> config = settings.kafka().with(Map.of(GROUP_ID_CONFIG, application));
        var bytes = new ByteArrayDeserializer();
        try (var outsider = new KafkaConsumer<>(config, bytes, bytes)) {
            return outsider.groupMetadata();
        }
    }

    private void check() throws InterruptedException {
        var heartbeats = heartbeats();
        long now = clock.millis();
        List<String> reasons = new ArrayList<>(OldGeneration.usedBy(heartbeats, generation, now));
        String before = settings.applicationId(generation - 1);
        int members = groups.members(before);
        if (members > 0) {
            reasons.add(members + " stream threads of " + before + " are running");
        }
        long uncounted =
                groups.uncounted(
                        before, RequestsPartition.topic(settings.topicPrefix(), generation - 1));
        if (uncounted > 0) {
            reasons.add(uncounted + " of its records are not counted");
        }
        if (!reasons.isEmpty()) {
            throw refused(reasons);
        }
        OldGeneration.leftBehind(heartbeats, generation, now)
                .forEach(left ->
                        log.atWarn()
                                .addKeyValue("boot", left)
                                .log(
                                        "events on the disk of an edge that is gone will not be counted"));
    }

    private TakeoverRefusedException refused(List<String> reasons) {
        return new TakeoverRefusedException(
                "generation " + generation + " of requests can't be counted now", reasons);
    }

    private Collection<Heartbeat> heartbeats() throws InterruptedException {
        var topic = settings.topics().edges;
        var newest = new HashMap<String, Heartbeat>();
        try (var reader = consumer(topic.values().deserializer())) {
            for (TopicPartition partition : groups.allOf(topic.name())) {
                readAll(
                        reader,
                        partition,
                        (ConsumerRecord<String, EdgeStatus> record) -> {
                            if (record.value() == null) {
                                newest.remove(record.key());
                            } else {
                                newest.put(
                                        record.key(),
                                        new Heartbeat(record.value(), record.timestamp()));
                            }
                        });
            }
        }
        return newest.values();
    }

    private void createChangelogs(String application, int partitions) throws InterruptedException {
        for (String store : CarriedState.CARRIED) {
            var topic =
                    new NewTopic(
                            changelog(application, store),
                            Optional.of(partitions),
                            Optional.empty());
            groups.create(topic.configs(Map.of("cleanup.policy", "compact")));
        }
    }

    private long carry(
            String store,
            CarriedState state,
            KafkaProducer<String, byte[]> producer,
            String application)
            throws InterruptedException {
        String from = changelog(settings.applicationId(generation - 1), store);
        String to = changelog(application, store);
        var sent = new long[1];
        try (var reader = consumer(new ByteArrayDeserializer())) {
            for (TopicPartition leftover : groups.allOf(to)) {
                // A take-over that came to nothing may have begun with what is no longer true.
                readAll(
                        reader,
                        leftover,
                        record -> send(producer, to, leftover.partition(), record, null, sent));
            }
            for (TopicPartition partition : groups.allOf(from)) {
                groups.checkSettled(partition);
                state.begin();
                readAll(
                        reader,
                        partition,
                        record -> {
                            var placed = state.place(store, record.key(), record.value());
                            placed.left()
                                    .forEach(left -> send(producer, to, left, record, null, sent));
                            placed.partitions()
                                    .forEach(at ->
                                            send(producer, to, at, record, placed.value(), sent));
                        });
            }
        }
        return sent[0];
    }

    private static void send(
            KafkaProducer<String, byte[]> producer,
            String topic,
            int partition,
            ConsumerRecord<String, byte[]> from,
            byte @Nullable [] value,
            long[] sent) {
        if (++sent[0] % RECORDS_PER_TRANSACTION == 0) {
            producer.commitTransaction();
            producer.beginTransaction();
        }
        // A failure comes out of the commit.
        var _ =
                producer.send(
                        new ProducerRecord<String, byte[]>(
                                topic, partition, from.timestamp(), from.key(), value));
    }

    private <V> KafkaConsumer<String, V> consumer(Deserializer<V> values) {
        return new KafkaConsumer<>(
                settings.kafka().with(Map.of(ISOLATION_LEVEL_CONFIG, "read_committed")),
                new StringDeserializer(),
                values);
    }

    private static <V> void readAll(
            KafkaConsumer<String, V> reader,
            TopicPartition partition,
            Consumer<ConsumerRecord<String, V>> visitor) {
        List<TopicPartition> one = List.of(partition);
        reader.assign(one);
        reader.seekToBeginning(one);
        long end = reader.endOffsets(one).getOrDefault(partition, 0L);
        while (reader.position(partition) < end) {
            reader.poll(POLL).forEach(visitor);
        }
    }

    /** As edges choose it. */
    private static int partitionOf(String ownerId, int partitions) {
        byte[] key = ownerId.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private static String changelog(String application, String store) {
        return application + "-" + store + "-changelog";
    }

    @Override
    public void close() {
        admin.close();
    }
}
