package io.tollgate.admin.table;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record of a topic.
 *
 * @param key the topic key
 * @param value what it holds, null for a tombstone
 * @param partition where it is
 * @param offset where it is in its partition
 * @param time what Kafka says it was written at
 * @param live whether it came after the reader's start, rather than from the past
 */
public record TopicRecord<V>(
        String key, @Nullable V value, int partition, long offset, Instant time, boolean live) {}
