package io.tollgate.metering;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;

/** Sends batches as an edge does, some of them twice, and knows what they add up to. */
final class SendingEdge implements AutoCloseable {
    private final String edgeId;
    private final String boot;
    private final Topic<RequestBatch> requests;
    private final int partitions;
    private final Random random;
    private final KafkaProducer<String, RequestBatch> producer;
    private final Map<Integer, Long> nextSequence = new HashMap<>();
    private final List<ProducerRecord<String, RequestBatch>> sent = new ArrayList<>();
    private final Map<String, Long> requestsByKey = new TreeMap<>();

    SendingEdge(
            String edgeId,
            Map<String, Object> kafka,
            Topic<RequestBatch> requests,
            int partitions,
            long seed) {
        this(edgeId, Requests.BOOT, kafka, requests, partitions, seed);
    }

    SendingEdge(
            String edgeId,
            String boot,
            Map<String, Object> kafka,
            Topic<RequestBatch> requests,
            int partitions,
            long seed) {
        this.edgeId = edgeId;
        this.boot = boot;
        this.requests = requests;
        this.partitions = partitions;
        this.random = new Random(seed);
        this.producer = new KafkaProducer<>(kafka, new StringSerializer(), requests.values());
    }

    /** Sends some events of a random owner, and now and then what was sent before. */
    void sendSome() {
        String owner = "owner-" + random.nextInt(8);
        int partition = partitionOf(owner);
        long first = nextSequence.getOrDefault(partition, 0L);
        var events = new ArrayList<RequestEvent>();
        for (int i = 0; i <= random.nextInt(20); i++) {
            events.add(event(owner, first + events.size()));
        }
        nextSequence.put(partition, first + events.size());
        send(owner, partition, first, events);
        if (random.nextInt(4) == 0) {
            var _ = producer.send(sent.get(random.nextInt(sent.size())));
        }
    }

    /** Sends admitted requests of one owner's only key, each charged in the same way. */
    void sendCharged(String owner, int requests, Charge charge) {
        int partition = partitionOf(owner);
        long first = nextSequence.getOrDefault(partition, 0L);
        String key = "key_" + owner;
        var events = new ArrayList<RequestEvent>();
        for (int i = 0; i < requests; i++) {
            events.add(
                    Requests.event(first + i, Instant.now())
                            .setKeyId(key)
                            .setCharges(List.of(charge))
                            .build());
        }
        nextSequence.put(partition, first + requests);
        requestsByKey.merge(key, (long) requests, Long::sum);
        send(owner, partition, first, events);
    }

    private int partitionOf(String owner) {
        byte[] key = owner.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private RequestEvent event(String owner, long sequence) {
        String key = "key_" + owner + "_" + random.nextInt(5);
        boolean finishes = random.nextInt(5) == 0;
        if (!finishes) {
            requestsByKey.merge(key, 1L, Long::sum);
        }
        Instant at = Instant.now().minusSeconds(random.nextInt(120));
        return Requests.event(sequence, at)
                .setKeyId(key)
                .setPhase(finishes ? Phase.FINISHED : Phase.WHOLE)
                .setCharges(List.of(perSecond()))
                .build();
    }

    /** A charge of one against a limit of the owner, whose views follow each other quickly. */
    private static Charge perSecond() {
        Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new Charge("second", LimitScope.OWNER, LimitKind.RATE, "PT1S", second, 200L, 1L);
    }

    void send(String owner, int partition, long sentBefore, List<RequestEvent> events) {
        var batch = new RequestBatch(edgeId, boot, owner, sentBefore, events);
        var record = new ProducerRecord<>(requests.name(), partition, owner, batch);
        sent.add(record);
        var _ = producer.send(record);
    }

    /** What the keys' usage must add up to. */
    Map<String, Long> requestsByKey() {
        producer.flush();
        return Map.copyOf(requestsByKey);
    }

    @Override
    public void close() {
        producer.close();
    }
}
