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
        this.place =
                keys.isFindable()
                        ? context.disk().place(NAME).unlessTooOld(context.wallClock().millis())
                        : TopicPlace.NOWHERE;
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
            keys.clear(writes);
            writes.place(NAME, fresh);
            writes.commit();
        }
        place = fresh;
        keys.cleared();
    }

    @Override
    public void apply(List<Incoming> records, Map<Integer, Long> next, boolean atEnd) {
        if (!context.readiness().hindrance().isEmpty()) {
            return;
        }
        TopicPlace reached = place.advancedTo(next);
        try (var batch = new Batch(context.disk().writes())) {
            for (Incoming each : records) {
                if (each.isPulse() && place.complete()) {
                    noteComplete(each.partition(), context.ageOf(each, atEnd));
                } else if (!each.isPulse() && !change(batch, each)) {
                    return;
                }
            }
            reached = withAge(reached);
            batch.writes.place(NAME, reached);
            batch.writes.commit();
            place = reached;
            batch.changed.keySet().forEach(keys::changed);
            batch.denied.forEach(listener::denied);
        }
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

    /** What one call brings. */
    private static final class Batch implements AutoCloseable {
        private final RocksTables.Writes writes;
        private final List<Predicate<KeyEntry>> denied = new ArrayList<>();

        /** The version of the pepper that each record came under, 0 where it is gone. */
        private final Map<KeyHash, Integer> changed = new HashMap<>();

        Batch(RocksTables.Writes writes) {
            this.writes = writes;
        }

        @Override
        public void close() {
            writes.close();
        }
    }

    /** Takes in a record; false if nobody can be vouched for any more. */
    private boolean change(Batch batch, Incoming record) {
        KeyHash hash;
        try {
            hash = KeyHash.fromHex(record.key());
        } catch (IllegalArgumentException _) {
            log.atWarn()
                    .addKeyValue("topic", NAME)
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("a record is skipped: its key is not a key hash");
            return true;
        }
        byte[] value = record.value();
        ApiKey key = value == null ? null : keys.record(value);
        if (key != null) {
            if (!keys.isFindable(key)) {
                hinder(key);
                return false;
            }
            hash = keys.current(hash, key);
            if (isOutdated(batch, hash, key)) {
                return true;
            }
        }
        if (key != null && !key.getImportBatch().isEmpty()) {
            keys.noteImported(batch.writes);
        }
        // While the table is made there is nothing yet that the change could end.
        if (place.complete() && (key == null || key.getState() != KeyState.ACTIVE)) {
            KeyEntry before = keys.stored(hash);
            if (before != null) {
                batch.denied.add(entry -> entry.keyId().equals(before.keyId()));
            }
        }
        keys.change(batch.writes, hash, value);
        batch.changed.put(hash, key == null ? 0 : key.getPepperVersion());
        return true;
    }

    /**
     * Whether the record of a key is one that was replaced when the pepper changed: the two have
     * different topic keys, so that either may come first.
     */
    private boolean isOutdated(Batch batch, KeyHash hash, ApiKey key) {
        if (keys.isNewest(key)) {
            return false;
        }
        Integer under = batch.changed.get(hash);
        return key.getPepperVersion() < (under == null ? keys.storedUnder(hash) : under);
    }

    /**
     * The place stays before such a record, so that a restart without the pepper finds it again.
     */
    private void hinder(ApiKey key) {
        String why =
                "keys are found by version "
                        + key.getPepperVersion()
                        + " of the pepper, which the pepperFile of this edge lacks; put the file"
                        + " of the admin API there and start the edge again";
        log.atError().log(why);
        context.readiness().hindered(why);
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
