package io.tollgate.metering.replay;

import io.tollgate.settings.KafkaConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How far a group has read. */
final class KafkaProgress {
    private static final int ANSWER_WITHIN_MILLIS = 20_000;

    private KafkaProgress() {}

    /** All records below these offsets are read and what they led to is committed. */
    static Map<TopicPartition, Long> of(
            KafkaConnection kafka, String group, List<TopicPartition> partitions)
            throws InterruptedException {
        Map<String, Object> asking =
                kafka.with(
                        Map.of(
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                        ANSWER_WITHIN_MILLIS,
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MILLIS));
        var read = new HashMap<TopicPartition, Long>();
        try (Admin admin = Admin.create(asking)) {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata offset = committed.get(partition);
                read.put(partition, offset == null ? 0 : offset.offset());
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw KafkaLog.unreachable(kafka, e);
            }
            // Metering never ran, so it has read nothing.
            partitions.forEach(partition -> read.put(partition, 0L));
        } catch (KafkaException e) {
            throw KafkaLog.unreachable(kafka, e);
        }
        return read;
    }
}
