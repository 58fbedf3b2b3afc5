package io.tollgate.edge.table;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds what is only of use while it is fresh, and so is on no disk. Not thread-safe: one reader
 * drives it.
 */
final class VolatileFeed implements Feed {
    private static final Logger log = LoggerFactory.getLogger(VolatileFeed.class);

    private final String topic;
    private final String name;
    private final Readiness readiness;
    private final Consumer<Incoming> sink;
    private TopicPlace place = TopicPlace.NOWHERE;

    /**
     * A feed that begins at the topic's begin.
     *
     * @param sink takes records; one that it throws on is skipped
     */
    VolatileFeed(String topic, String name, Readiness readiness, Consumer<Incoming> sink) {
        this.topic = topic;
        this.name = name;
        this.readiness = readiness;
        this.sink = sink;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public TopicPlace place() {
        return place;
    }

    @Override
    public void rebuild(String topicId) {
        place = new TopicPlace(topicId, false, 0, Map.of());
    }

    @Override
    public void apply(List<Incoming> records, Map<Integer, Long> next, boolean atEnd) {
        for (Incoming each : records) {
            try {
                sink.accept(each);
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("topic", name)
                        .addKeyValue("partition", each.partition())
                        .addKeyValue("offset", each.offset())
                        .addKeyValue("reason", e.getMessage())
                        .log("a record is skipped");
            }
        }
        place = place.advancedTo(next);
    }

    @Override
    public void caughtUp(long ageMillis) {
        place = place.completeAsOf(0);
        readiness.caughtUp(name);
    }
}
