package io.tollgate.edge.table;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.credentials.KeyHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the key table: records and place go to disk in one write, then the heap forgets what
 * changed. Not thread-safe: one reader drives it.
 */
final class KeyFeed implements Feed {
    private static final Logger log = LoggerFactory.getLogger(KeyFeed.class);

    /** The topic's name without prefix. */
    static final String NAME = "keys";

    private final String topic;
    private final KeyTable keys;
    private final FeedContext context;
    private final DenialListener listener;
    private final Map<Integer, Long> completeAsOfMillis = new HashMap<>();
    private TopicPlace place;

    KeyFeed(String topic, KeyTable keys, FeedContext context, DenialListener listener) {
        this.topic = topic;
        this.keys = keys;
        this.context = context;
        this.listener = listener;
        this.place = context.disk().place(NAME).unlessTooOld(context.wallClock().millis());
        place.next()
                .keySet()
                .forEach(each -> completeAsOfMillis.put(each, place.completeAsOfMillis()));
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TopicPlace place() {
        return place;
    }

    @Override
    public void rebuild(String topicId) {
        // First nobody is vouched for, then the keys go.
        context.readiness().rebuilds(NAME);
        context.progress().forget(NAME);
        context.freshness().forget(NAME);
        completeAsOfMillis.clear();
        var fresh = new TopicPlace(topicId, false, 0, Map.of());
        try (var writes = context.disk().writes()) {
            writes.clear(Family.KEYS);
            writes.place(NAME, fresh);
            writes.commit();
        }
        place = fresh;
        keys.cleared();
    }

    @Override
    public void apply(List<Incoming> records, Map<Integer, Long> next, boolean atEnd) {
        var changed = new ArrayList<KeyHash>();
        var denied = new ArrayList<Predicate<KeyEntry>>();
        TopicPlace reached = place.advancedTo(next);
        try (var writes = context.disk().writes()) {
            for (Incoming each : records) {
                if (each.isPulse() && place.complete()) {
                    noteComplete(each.partition(), context.ageOf(each, atEnd));
                } else if (!each.isPulse()) {
                    change(writes, each, changed, denied);
                }
            }
            reached = withAge(reached);
            writes.place(NAME, reached);
            writes.commit();
        }
        place = reached;
        changed.forEach(keys::changed);
        denied.forEach(listener::denied);
        next.forEach((partition, offset) -> context.progress().reached(NAME, partition, offset));
    }

    @Override
    public void caughtUp(long ageMillis) {
        TopicPlace complete = place.completeAsOf(0);
        place.next().keySet().forEach(partition -> noteComplete(partition, ageMillis));
        complete = withAge(complete);
        try (var writes = context.disk().writes()) {
            writes.place(NAME, complete);
            writes.commit();
        }
        place = complete;
        place.next()
                .forEach(
                        (partition, offset) -> context.progress().reached(NAME, partition, offset));
        context.readiness().caughtUp(NAME);
    }

    private void change(
            RocksTables.Writes writes,
            Incoming record,
            List<KeyHash> changed,
            List<Predicate<KeyEntry>> denied) {
        KeyHash hash;
        try {
            hash = KeyHash.fromHex(record.key());
        } catch (IllegalArgumentException _) {
            log.atWarn()
                    .addKeyValue("topic", NAME)
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("a record is skipped: its key is not a key hash");
            return;
        }
        byte[] value = record.value();
        ApiKey key = value == null ? null : keys.record(value);
        if (key != null && !key.getImportBatch().isEmpty()) {
            keys.noteImported(writes);
        }
        // While the table is made there is nothing yet that the change could end.
        if (place.complete() && (key == null || key.getState() != KeyState.ACTIVE)) {
            KeyEntry before = keys.stored(hash);
            if (before != null) {
                denied.add(entry -> entry.keyId().equals(before.keyId()));
            }
        }
        keys.change(writes, hash, value);
        changed.add(hash);
    }

    private void noteComplete(int partition, long ageMillis) {
        context.freshness().completeAsOf(NAME, partition, ageMillis);
        completeAsOfMillis.merge(partition, context.wallClock().millis() - ageMillis, Math::max);
    }

    /** The whole is as old as its oldest partition. */
    private TopicPlace withAge(TopicPlace at) {
        long oldest =
                completeAsOfMillis.values().stream().mapToLong(Long::longValue).min().orElse(0);
        return new TopicPlace(at.topicId(), at.complete(), oldest, at.next());
    }
}
