package io.tollgate.metering;

import io.tollgate.metering.abuse.Conducts;
import io.tollgate.metering.abuse.Networks;
import io.tollgate.metering.state.KeyNetworks;
import io.tollgate.metering.state.LimitUse;
import io.tollgate.metering.state.ReceivedSequences;
import io.tollgate.metering.state.SubjectConduct;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.Fleet;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What flows where:
 *
 * <pre>
 * requests → drop-duplicates → count-charges → throttles (past the transaction)
 *                  │         → count-usage   → usage-minute, usage-hour, usage-day, gaps
 *                  │         → judge-conduct → alerts
 *                  │         → find-tails    → gaps
 *                  │         → keep-fleet    → fleet
 *                  └→ gaps
 * edges, rules, revocations → global tables, which all of these read
 * </pre>
 *
 * Wiring only: what each operator decides is in the class that it is made of. One task does all of
 * this for one partition of {@code requests}.
 */
final class MeteringTopology {
    static final String DROP_DUPLICATES = "drop-duplicates";
    static final String COUNT_CHARGES = "count-charges";
    static final String COUNT_USAGE = "count-usage";
    static final String JUDGE_CONDUCT = "judge-conduct";
    static final String FIND_TAILS = "find-tails";
    static final String KEEP_FLEET = "keep-fleet";
    static final String WRITE_GAPS = "write-gaps";

    /** What takes in counted events, throttles first because somebody waits for them. */
    static final List<String> COUNTERS = List.of(COUNT_CHARGES, COUNT_USAGE, JUDGE_CONDUCT);

    /** Entries of a store that a task keeps as objects, of a few KB each at most. */
    private static final int DECODED_MOST = 2_000;

    private MeteringTopology() {}

    /**
     * Builds the topology.
     *
     * @param grace how long after its end a usage window takes late events
     * @param usageInterval how often a usage window is written at most
     * @param instance names this instance in what it writes
     * @param views takes the throttles, past the transactions that all else is written in
     */
    static Topology build(
            Topics topics,
            Duration grace,
            Duration usageInterval,
            String instance,
            Views views,
            MeteringMetrics metrics) {
        var topology = new Topology();
        var heartbeats = new Heartbeats();
        read(topology, topics.requests, "read-requests");
        table(topology, topics.edges, StoreNames.EDGES, record -> heard(record, heartbeats));
        table(topology, topics.rules, StoreNames.RULES, _ -> true);
        table(
                topology,
                topics.revocations,
                StoreNames.REVOCATIONS,
                record -> withdrawn(record, heartbeats));

        step(
                topology,
                DROP_DUPLICATES,
                "read-requests",
                (ProcessorContext<String, Object> c) -> new DuplicatesStep(heartbeats, metrics, c));
        step(
                topology,
                COUNT_CHARGES,
                DROP_DUPLICATES,
                (ProcessorContext<Void, Void> c) ->
                        new ThrottleStep(instance, heartbeats, views, metrics, c));
        step(
                topology,
                COUNT_USAGE,
                DROP_DUPLICATES,
                (ProcessorContext<String, Object> c) ->
                        new UsageStep(grace, usageInterval, metrics, c));
        step(
                topology,
                JUDGE_CONDUCT,
                DROP_DUPLICATES,
                (ProcessorContext<String, Alert> c) -> new AbuseStep(heartbeats, metrics, c));
        step(
                topology,
                FIND_TAILS,
                DROP_DUPLICATES,
                (ProcessorContext<String, Gap> c) ->
                        new TailStep(topics.generation, heartbeats, metrics, c));
        step(
                topology,
                KEEP_FLEET,
                DROP_DUPLICATES,
                (ProcessorContext<String, Fleet> c) -> new FleetStep(heartbeats, c));

        write(topology, topics.usageMinute, writeUsage(UsageWindow.MINUTE), COUNT_USAGE);
        write(topology, topics.usageHour, writeUsage(UsageWindow.HOUR), COUNT_USAGE);
        write(topology, topics.usageDay, writeUsage(UsageWindow.DAY), COUNT_USAGE);
        write(topology, topics.alerts, "write-alerts", JUDGE_CONDUCT);
        write(topology, topics.gaps, WRITE_GAPS, DROP_DUPLICATES, COUNT_USAGE, FIND_TAILS);
        write(topology, topics.fleet, "write-fleet", KEEP_FLEET);

        return topology.addStateStore(
                        onDisk(
                                StoreNames.RECEIVED,
                                as(
                                        new StateSerde<>(ReceivedSequences.class),
                                        Arrivals::of,
                                        Arrivals::toState)),
                        DROP_DUPLICATES,
                        FIND_TAILS)
                .addStateStore(
                        onDisk(
                                StoreNames.LIMITS,
                                as(
                                        new StateSerde<>(LimitUse.class),
                                        LimitCounter::of,
                                        LimitCounter::toState)),
                        COUNT_CHARGES)
                .addStateStore(
                        onDiskNowAndThen(
                                StoreNames.CONDUCTS,
                                as(
                                        new StateSerde<>(SubjectConduct.class),
                                        Conducts::of,
                                        Conducts::toState)),
                        JUDGE_CONDUCT)
                .addStateStore(
                        onDisk(
                                StoreNames.NETWORKS,
                                as(
                                        new StateSerde<>(KeyNetworks.class),
                                        Networks::of,
                                        Networks::toState)),
                        JUDGE_CONDUCT)
                .addStateStore(onDisk(StoreNames.USAGE, windows(topics)), COUNT_USAGE)
                .addStateStore(inMemory(StoreNames.USAGE_PENDING, windows(topics)), COUNT_USAGE)
                .addStateStore(inMemory(StoreNames.FLEET, topics.fleet.values()), KEEP_FLEET)
                .addStateStore(
                        inMemory(StoreNames.PROGRESS, Serdes.Long()), COUNT_CHARGES, COUNT_USAGE);
    }

    private static boolean heard(Record<String, EdgeStatus> record, Heartbeats heartbeats) {
        heartbeats.heard(record.key(), record.value(), record.timestamp());
        return false;
    }

    private static boolean withdrawn(Record<String, Revocation> record, Heartbeats heartbeats) {
        if (record.value().getKind() == RevocationKind.PULSE) {
            heartbeats.timeIs(record.timestamp());
        }
        return record.value().getWithdrawnAt() != null;
    }

    /** The sink of the windows of a length. */
    static String writeUsage(UsageWindow window) {
        return switch (window) {
            case MINUTE -> "write-usage-minute";
            case HOUR -> "write-usage-hour";
            case DAY -> "write-usage-day";
            case UNKNOWN -> throw new IllegalArgumentException("a window of unknown length");
        };
    }

    private static void read(Topology topology, Topic<?> topic, String name) {
        topology.addSource(
                name, topic.keys().deserializer(), topic.values().deserializer(), topic.name());
    }

    private static <V extends SpecificRecord> void write(
            Topology topology, Topic<V> topic, String name, String... parents) {
        topology.addSink(
                name,
                topic.name(),
                topic.keys().serializer(),
                topic.values().serializer(),
                parents);
    }

    private static <I, K, O> void step(
            Topology topology,
            String name,
            String parent,
            Function<ProcessorContext<K, O>, Processor<String, I, K, O>> factory) {
        topology.addProcessor(name, () -> new DeferredStep<>(factory), parent);
    }

    private static <V extends SpecificRecord> void table(
            Topology topology, Topic<V> topic, String store, Predicate<Record<String, V>> keep) {
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(store),
                                Serdes.String(),
                                topic.values())
                        .withLoggingDisabled(),
                "read-" + store,
                topic.keys().deserializer(),
                topic.values().deserializer(),
                topic.name(),
                "keep-" + store,
                () -> new DeferredStep<>(c -> new TableStep<>(store, keep, c)));
    }

    private static Serde<OpenWindow> windows(Topics topics) {
        return as(topics.usageMinute.values(), OpenWindow::of, OpenWindow::toUsage);
    }

    /** Keeps objects in the form of records. */
    private static <R, V> Serde<V> as(
            Serde<R> records, Function<R, V> fromRecord, Function<V, R> toRecord) {
        return Serdes.serdeFrom(
                (topic, value) -> records.serializer().serialize(topic, toRecord.apply(value)),
                (topic, bytes) ->
                        fromRecord.apply(records.deserializer().deserialize(topic, bytes)));
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> onDisk(String name, Serde<V> values) {
        return decoded(Stores.persistentKeyValueStore(name), values);
    }

    /**
     * Evidence of abuse: what a crash takes of it is of seconds, and to write it at each commit
     * would be most of all.
     */
    private static <V> StoreBuilder<KeyValueStore<String, V>> onDiskNowAndThen(
            String name, Serde<V> values) {
        return DecodedStore.lazilyOver(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), values),
                DECODED_MOST);
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> inMemory(
            String name, Serde<V> values) {
        return decoded(Stores.inMemoryKeyValueStore(name), values);
    }

    private static <V> StoreBuilder<KeyValueStore<String, V>> decoded(
            KeyValueBytesStoreSupplier store, Serde<V> values) {
        return DecodedStore.over(
                Stores.keyValueStoreBuilder(store, Serdes.String(), values), DECODED_MOST);
    }
}
