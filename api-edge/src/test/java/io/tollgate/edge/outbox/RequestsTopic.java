package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic of requests from its start, as metering would. */
final class RequestsTopic implements AutoCloseable {
    private final KafkaConsumer<String, RequestBatch> consumer;
    private final List<ConsumerRecord<String, RequestBatch>> records = new ArrayList<>();

    RequestsTopic(Map<String, Object> connection, Topic<RequestBatch> topic) {
        var config = new HashMap<>(connection);
        config.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), topic.values());
        List<TopicPartition> all = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            all.add(new TopicPartition(topic.name(), partition));
        }
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** All events that have arrived so far, by request id, with how often they did. */
    Map<String, Integer> arrivals() {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        var arrivals = new HashMap<String, Integer>();
        for (ConsumerRecord<String, RequestBatch> record : records) {
            for (RequestEvent event : record.value().getEvents()) {
                arrivals.merge(event.getRequestId(), 1, Integer::sum);
            }
        }
        return arrivals;
    }

    List<ConsumerRecord<String, RequestBatch>> records() {
        return List.copyOf(records);
    }

    /** Holds that what arrived is dense, whole and in the right place for each boot. */
    void assertDense() {
        Map<String, TreeMap<Long, String>> lanes = new TreeMap<>();
        for (ConsumerRecord<String, RequestBatch> record : records) {
            RequestBatch batch = record.value();
            assertThat(record.partition())
                    .isEqualTo(KafkaPartitioning.partitionOf(record.key(), partitions()));
            var lane =
                    lanes.computeIfAbsent(
                            batch.getBoot() + "|" + record.partition(), _ -> new TreeMap<>());
            assertThat(new TreeSet<>(lane.keySet()).headSet(batch.getSentBefore()))
                    .hasSize((int) batch.getSentBefore());
            for (RequestEvent event : batch.getEvents()) {
                String before = lane.put(event.getSequence(), event.getRequestId());
                assertThat(before).isIn(null, event.getRequestId());
            }
        }
        lanes.forEach((lane, events) ->
                assertThat(events.lastKey()).as(lane).isEqualTo(events.size() - 1L));
    }

    private int partitions() {
        return consumer.assignment().size();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
