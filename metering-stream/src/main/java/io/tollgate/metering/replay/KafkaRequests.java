package io.tollgate.metering.replay;

import io.tollgate.metering.Counted;
import io.tollgate.metering.MeteringSettings;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.topics.RequestsPartition;
import io.tollgate.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** What is read again of {@code requests}, fixed when it is made. Not thread-safe. */
final class KafkaRequests {
    private final KafkaLog log;
    private final Topic<RequestBatch> topic;
    private final int partitions;
    private final Map<TopicPartition, Long> from;
    private final Map<TopicPartition, Long> to;
    private final Map<TopicPartition, Long> meteringRead;
    private final Map<Integer, Long> cuts = new TreeMap<>();
    private long newestMillis;

    /** A batch, whether metering has read it, and where it is. */
    interface Visitor {
        void take(RequestBatch batch, ConsumerRecord<String, byte[]> where, boolean readByMetering);
    }

    KafkaRequests(KafkaLog log, MeteringSettings settings, Scope scope)
            throws InterruptedException {
        this.log = log;
        topic = settings.topics().requests;
        List<TopicPartition> all = log.partitions(topic);
        partitions = all.size();
        List<TopicPartition> read =
                scope.owner().map(owner -> List.of(all.get(partitionOf(owner)))).orElse(all);
        Map<TopicPartition, Long> beginnings = log.beginnings(read);
        from =
                scope.begins()
                        ? log.since(read, earlier(scope.fromMillis(), settings.grace()))
                        : beginnings;
        to = log.ends(read);
        meteringRead = KafkaProgress.of(settings.kafka(), settings.applicationId(), read);
        long whole = settings.topics().generation == 1 ? Coverage.WHOLE : endOfOlder(settings);
        from.forEach((partition, first) -> {
            boolean cut = first > 0 && first.equals(beginnings.get(partition));
            // Until a record tells when the rest begins, none of it is there.
            cuts.put(partition.partition(), cut ? Long.MAX_VALUE : whole);
        });
    }

    /**
     * When the newest event of the generation before was appended: windows that began until then
     * were carried over from it. Unknown once its topic is deleted, until a record of this one
     * tells.
     */
    private long endOfOlder(MeteringSettings settings) {
        String older =
                RequestsPartition.topic(settings.topicPrefix(), settings.topics().generation - 1);
        return log.partitionsIfAny(older).stream()
                .mapToLong(log::newestMillis)
                .max()
                .orElse(Long.MAX_VALUE);
    }

    /** What an edge sends twice comes twice within the grace, or it is too late to be counted. */
    private static long earlier(long millis, Duration grace) {
        return millis - grace.toMillis();
    }

    /** The partition of an owner's events, as edges choose it. */
    int partitionOf(String owner) {
        byte[] key = owner.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** For each partition that is read, whether there were records before what is read. */
    Map<Integer, Boolean> fromMiddle() {
        var middle = new HashMap<Integer, Boolean>();
        from.forEach((partition, first) -> middle.put(partition.partition(), first > 0));
        return middle;
    }

    /** Reads the batches, in the order of each partition. */
    void read(Visitor visitor) {
        log.read(
                topic,
                from,
                to,
                (where, batch) -> {
                    cuts.merge(where.partition(), where.timestamp(), KafkaRequests::firstTime);
                    newestMillis = Math.max(newestMillis, where.timestamp());
                    if (batch.getEdgeId().isEmpty() || batch.getBoot().isEmpty()) {
                        log.skip(where, "no edge or boot");
                        return;
                    }
                    var partition = new TopicPartition(where.topic(), where.partition());
                    visitor.take(
                            batch,
                            where,
                            where.offset() < meteringRead.getOrDefault(partition, 0L));
                });
    }

    /** What metering takes a batch for of which these events had not arrived before. */
    static Counted counted(
            RequestBatch batch, ConsumerRecord<?, ?> where, List<RequestEvent> fresh) {
        return new Counted(
                batch.getEdgeId(),
                batch.getBoot(),
                batch.getOwnerId(),
                where.timestamp(),
                where.offset(),
                fresh);
    }

    private static long firstTime(long before, long appendedAt) {
        return before == Long.MAX_VALUE ? appendedAt : before;
    }

    /** Which windows are wholly in what was read. */
    Coverage coverage() {
        return new Coverage(cuts, this::partitionOf);
    }

    /** When the newest batch was appended, in milliseconds since the epoch. */
    long newestMillis() {
        return newestMillis;
    }
}
