package io.tollgate.metering;

import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest record of each key in a global store.
 *
 * @param <V> the record
 */
final class TableStep<V> implements Processor<String, @Nullable V, Void, Void> {
    private final KeyValueStore<String, V> table;
    private final Predicate<Record<String, V>> keep;

    /** Keeps those records that are to be kept; one that is not removes the one before it. */
    TableStep(
            String store, Predicate<Record<String, V>> keep, ProcessorContext<Void, Void> context) {
        this.table = context.getStateStore(store);
        this.keep = keep;
    }

    @Override
    public void process(Record<String, @Nullable V> record) {
        V value = record.value();
        if (value == null || !keep.test(record.withValue(value))) {
            table.delete(record.key());
        } else {
            table.put(record.key(), value);
        }
    }
}
