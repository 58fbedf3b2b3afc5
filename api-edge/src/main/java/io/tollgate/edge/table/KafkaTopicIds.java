package io.tollgate.edge.table;

import io.tollgate.settings.KafkaConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a topic is still the one that a table was made from: one that was deleted and made
 * again has another id. Thread-safe.
 */
final class KafkaTopicIds implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 3_000;

    private final KafkaConnection kafka;
    private @Nullable Admin admin;

    KafkaTopicIds(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    /** What identifies a topic, and in how many partitions it lies. */
    record Identity(String topicId, int partitions) {}

    /**
     * Asks for topics and waits for the answer, for a few seconds.
     *
     * @throws KafkaException if there is no answer, or not for all of them
     */
    Map<String, Identity> of(Collection<String> topics) throws InterruptedException {
        try {
            return ask(topics).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException("can't describe " + topics, e);
        }
    }

    /** Asks for topics. */
    KafkaFuture<Map<String, Identity>> ask(Collection<String> topics) {
        return admin().describeTopics(
                        TopicCollection.ofTopicNames(topics),
                        new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                .allTopicNames()
                .thenApply(KafkaTopicIds::identities);
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }

    private synchronized Admin admin() {
        Admin client = admin;
        if (client == null) {
            client = Admin.create(kafka.with(Map.of("client.id", "tollgate-edge-topics")));
            admin = client;
        }
        return client;
    }

    private static Map<String, Identity> identities(Map<String, TopicDescription> topics) {
        return topics.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                each ->
                                        new Identity(
                                                each.getValue().topicId().toString(),
                                                each.getValue().partitions().size())));
    }
}
