package io.tollgate.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Numbered records in a topic, as a client of a broker writes and reads them. */
final class Records {
    private static final TopicPartition NUMBERS = new TopicPartition("numbers", 0);
    private static final String GROUP = "readers";

    private Records() {}

    static void createTopic(String bootstrapServers)
            throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var topic = new NewTopic(NUMBERS.topic(), 1, (short) 1);
            admin.createTopics(List.of(topic)).all().get();
        }
    }

    /** Writes the numbers and returns when all are acknowledged. */
    static void write(String bootstrapServers, int from, int to)
            throws ExecutionException, InterruptedException {
        var config = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (var producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            var sent =
                    IntStream.range(from, to)
                            .mapToObj(n -> new ProducerRecord<>(NUMBERS.topic(), "n", "" + n))
                            .map(producer::send)
                            .toList();
            for (var acknowledged : sent) {
                acknowledged.get();
            }
        }
    }

    /** Commits that the group has read everything below the offset. */
    static void commit(String bootstrapServers, long offset) {
        try (var consumer = consumer(bootstrapServers)) {
            consumer.commitSync(Map.of(NUMBERS, new OffsetAndMetadata(offset)));
        }
    }

    /** What the group still has to read, in the order of the topic. */
    static List<Integer> readOn(String bootstrapServers) {
        try (var consumer = consumer(bootstrapServers)) {
            consumer.assign(List.of(NUMBERS));
            var end = consumer.endOffsets(List.of(NUMBERS)).getOrDefault(NUMBERS, 0L);
            var numbers = new ArrayList<Integer>();
            while (consumer.position(NUMBERS) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(each -> numbers.add(Integer.valueOf(each.value())));
            }
            return numbers;
        }
    }

    private static KafkaConsumer<String, String> consumer(String bootstrapServers) {
        var config =
                Map.<String, Object>of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        GROUP,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest");
        return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    }
}
