package io.tollgate.edge.table;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a table that lies in memory: first there, so that a failing disk holds up no denial, then
 * on disk. Not thread-safe: one reader drives it.
 */
final class SmallFeed implements Feed {
    private static final Logger log = LoggerFactory.getLogger(SmallFeed.class);

    private final String topic;
    private final String name;
    private final Family family;
    private final SmallTable table;
    private final FeedContext context;
    private final Runnable afterChange;

    /** What is not on disk yet, by key; null stands for a record that goes. */
    private final Map<String, byte @Nullable []> unsaved = new LinkedHashMap<>();

    private final Set<String> seen = new HashSet<>();
    private TopicPlace place;
    private boolean rebuilding;

    /**
     * A feed that goes on where the disk is, whose records it puts into the table.
     *
     * @param afterChange runs when what changed the table counts as applied
     */
    SmallFeed(
            String topic,
            String name,
            Family family,
            SmallTable table,
            FeedContext context,
            Runnable afterChange) {
        this.topic = topic;
        this.name = name;
        this.family = family;
        this.table = table;
        this.context = context;
        this.afterChange = afterChange;
        this.place = context.disk().place(name).unlessTooOld(context.wallClock().millis());
        context.disk()
                .forEach(
                        family,
                        (key, value) ->
                                table.put(
                                        new String(key, StandardCharsets.UTF_8),
                                        value,
                                        Long.MAX_VALUE));
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
        rebuilding = true;
        seen.clear();
        context.readiness().rebuilds(name);
        context.progress().forget(name);
        context.freshness().forget(name);
    }

    @Override
    public void apply(List<Incoming> records, Map<Integer, Long> next, boolean atEnd) {
        Incoming pulse = null;
        boolean changed = false;
        for (Incoming each : records) {
            if (each.isPulse()) {
                pulse = each;
            } else {
                changed = true;
                change(each);
            }
        }
        place = place.advancedTo(next);
        if (pulse != null && place.complete()) {
            completeAsOf(pulse.partition(), context.ageOf(pulse, atEnd));
        }
        save();
        tell(changed);
    }

    @Override
    public void caughtUp(long ageMillis) {
        if (rebuilding) {
            rebuilding = false;
            var gone = new HashSet<>(table.keys());
            gone.removeAll(seen);
            seen.clear();
            gone.forEach(key -> {
                table.remove(key);
                unsaved.put(key, null);
            });
        }
        place.next().keySet().forEach(partition -> completeAsOf(partition, ageMillis));
        save();
        tell(true);
        context.readiness().caughtUp(name);
    }

    private void change(Incoming record) {
        byte[] value = record.value();
        if (value == null) {
            seen.remove(record.key());
            table.remove(record.key());
            unsaved.put(record.key(), null);
            return;
        }
        if (rebuilding) {
            seen.add(record.key());
        }
        switch (table.put(record.key(), value, record.offset())) {
            case STORE -> unsaved.put(record.key(), value);
            case DELETE -> unsaved.put(record.key(), null);
            case LEAVE -> {}
        }
    }

    private void completeAsOf(int partition, long ageMillis) {
        if (table.hasPulses()) {
            context.freshness().completeAsOf(name, partition, ageMillis);
        }
        place = place.completeAsOf(context.wallClock().millis() - ageMillis);
    }

    private void save() {
        try (var writes = context.disk().writes()) {
            unsaved.forEach((key, value) -> {
                byte[] id = key.getBytes(StandardCharsets.UTF_8);
                if (value == null) {
                    writes.delete(family, id);
                } else {
                    writes.put(family, id, value);
                }
            });
            // Until it is rebuilt the disk names the topic that it was made from.
            if (!rebuilding) {
                writes.place(
                        name,
                        new TopicPlace(
                                place.topicId(),
                                place.complete(),
                                place.completeAsOfMillis(),
                                applied()));
            }
            writes.commit();
            unsaved.clear();
        } catch (TableUnreadableException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("topic", name)
                    .addKeyValue("unsaved", unsaved.size())
                    .log("a control topic is applied in memory but not on disk");
        }
    }

    private void tell(boolean changed) {
        applied().forEach((partition, next) -> context.progress().reached(name, partition, next));
        if (changed) {
            afterChange.run();
        }
    }

    /** What counts as applied, which ends before a record that could not be. */
    private Map<Integer, Long> applied() {
        long limit = table.blockedAt();
        var applied = new HashMap<Integer, Long>();
        place.next().forEach((partition, next) -> applied.put(partition, Math.min(next, limit)));
        return applied;
    }
}
