package io.tollgate.metering;

import io.tollgate.schemas.Fleet;
import io.tollgate.schemas.FleetEdge;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Writes the live edges when they change. The task of partition 0 does it for all; it knows them by
 * their heartbeats, so the records of its partition do not concern it.
 */
final class FleetStep implements Processor<String, Counted, String, Fleet> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Heartbeats heartbeats;
    private final ProcessorContext<String, Fleet> context;
    private final KeyValueStore<String, Fleet> last;

    FleetStep(Heartbeats heartbeats, ProcessorContext<String, Fleet> context) {
        this.heartbeats = heartbeats;
        this.context = context;
        last = context.getStateStore(StoreNames.FLEET);
        if (context.taskId().partition() == 0) {
            context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::look);
        }
    }

    @Override
    public void process(Record<String, Counted> record) {}

    private void look(long now) {
        List<FleetEdge> alive = heartbeats.alive();
        Fleet before = last.get(Topics.SINGLE_KEY);
        if (before == null || !before.getEdges().equals(alive)) {
            long version = before == null ? 1 : before.getVersion() + 1;
            var fleet = new Fleet(version, alive, Instant.ofEpochMilli(now));
            last.put(Topics.SINGLE_KEY, fleet);
            context.forward(new Record<>(Topics.SINGLE_KEY, fleet, now));
        }
    }
}
