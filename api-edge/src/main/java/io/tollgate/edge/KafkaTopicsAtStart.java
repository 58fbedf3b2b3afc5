package io.tollgate.edge;

import io.tollgate.schemas.topics.MissingTopicException;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.settings.KafkaConnection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics that an edge needs and its broker lacks, if the broker can be reached. */
final class KafkaTopicsAtStart {
    private static final Logger log = LoggerFactory.getLogger(KafkaTopicsAtStart.class);
    private static final Map<String, Object> IMPATIENT =
            Map.of(
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 4_000,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);

    private KafkaTopicsAtStart() {}

    /**
     * Creates what is missing.
     *
     * @return whether the broker could be reached
     * @throws MissingTopicException if a topic is missing and may not be created
     */
    static boolean create(KafkaConnection kafka, List<Topic<?>> topics)
            throws InterruptedException {
        try (Admin admin = Admin.create(kafka.with(IMPATIENT))) {
            new TopicCreator(admin).createMissing(topics);
            return true;
        } catch (MissingTopicException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn()
                    .addKeyValue("bootstrapServers", kafka.bootstrapServers())
                    .addKeyValue("reason", e.getMessage())
                    .log("Kafka can't be reached, so the edge goes on with what is on its disk");
            return false;
        }
    }
}
