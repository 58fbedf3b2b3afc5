package io.tollgate.metering;

import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest record of each key, with its time, in a global store.
 *
 * @param <V> the record
 */
final class TableStep<V> implements Processor<String, @Nullable V, Void, Void> {
    private final TimestampedKeyValueStore<String, V> table;
    private final Predicate<V> matters;

    /** Keeps those records that matter; a record that does not removes the one before it. */
    TableStep(String store, Predicate<V> matters, ProcessorContext<Void, Void> context) {
        this.table = context.getStateStore(store);
        this.matters = matters;
    }

    @Override
    public void process(Record<String, @Nullable V> record) {
        V value = record.value();
        if (value == null || !matters.test(value)) {
            table.delete(record.key());
        } else {
            table.put(record.key(), ValueAndTimestamp.make(value, record.timestamp()));
        }
    }
}
