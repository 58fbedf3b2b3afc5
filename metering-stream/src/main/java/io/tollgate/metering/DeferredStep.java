package io.tollgate.metering;

import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A step that is made when its task begins, so that steps can hold their stores in final fields.
 *
 * @param <I> what it takes
 * @param <L> topic key of what it gives
 * @param <O> what it gives
 */
final class DeferredStep<
                I extends @Nullable Object, L extends @Nullable Object, O extends @Nullable Object>
        implements Processor<String, I, L, O> {
    private final Function<ProcessorContext<L, O>, Processor<String, I, L, O>> factory;
    private @Nullable Processor<String, I, L, O> step;

    DeferredStep(Function<ProcessorContext<L, O>, Processor<String, I, L, O>> factory) {
        this.factory = factory;
    }

    @Override
    public void init(ProcessorContext<L, O> context) {
        step = factory.apply(context);
    }

    @Override
    public void process(Record<String, I> record) {
        if (step == null) {
            throw new IllegalStateException("a step must begin before it takes records");
        }
        step.process(record);
    }
}
