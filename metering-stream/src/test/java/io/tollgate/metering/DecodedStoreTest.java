package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodedStoreTest {
    private static final int MOST = 3;

    private final List<Long> encoded = new ArrayList<>();
    private TopologyTestDriver driver;
    private TestInputTopic<String, String> input;
    private DecodedStore<Long> store;

    @BeforeEach
    void open() {
        open(DecodedStore::over);
    }

    private interface Kind {
        StoreBuilder<KeyValueStore<String, Long>> over(
                StoreBuilder<KeyValueStore<String, Long>> below, int most);
    }

    private void open(Kind kind) {
        var topology =
                new Topology()
                        .addSource("read", "input")
                        .addProcessor("step", () -> new Nothing(), "read")
                        .addStateStore(
                                kind.over(
                                        Stores.keyValueStoreBuilder(
                                                Stores.inMemoryKeyValueStore("numbers"),
                                                Serdes.String(),
                                                numbers()),
                                        MOST),
                                "step");
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        properties.put(
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        driver = new TopologyTestDriver(topology, properties);
        input = driver.createInputTopic("input", new StringSerializer(), new StringSerializer());
        KeyValueStore<String, Long> built = driver.getKeyValueStore("numbers");
        store = (DecodedStore<Long>) built;
        commit();
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void writesDownOnceHoweverOftenAValueChanges() {
        for (long number = 1; number <= 5; number++) {
            store.put("a", number);
        }

        assertThat(store.get("a")).isEqualTo(5);
        assertThat(encoded).isEmpty();
        commit();
        assertThat(encoded).containsExactly(5L);
        commit();
        assertThat(encoded).containsExactly(5L);
        assertThat(changelog()).containsExactly(new KeyValue<>("a", 5L));
    }

    @Test
    void writesDownAtOnceWhatItHasNoRoomFor() {
        store.put("a", 1L);
        store.put("b", 2L);
        store.put("c", 3L);
        assertThat(store.get("a")).isEqualTo(1);

        store.put("d", 4L);

        assertThat(encoded).as("used the longest ago").containsExactly(2L);
        assertThat(store.get("b")).isEqualTo(2);
        commit();
        assertThat(changelog()).extracting(entry -> entry.key).containsOnlyOnce("a", "b", "c", "d");
    }

    @Test
    void writesDownOnlyWhatIsWalkedThroughIfItMayBeLate() {
        driver.close();
        open(DecodedStore::lazilyOver);
        store.put("a", 1L);

        commit();
        assertThat(encoded).isEmpty();
        assertThat(store.get("a")).isEqualTo(1);

        try (var all = store.all()) {
            assertThat(all.next().value).isEqualTo(1);
        }
        commit();
        assertThat(changelog()).containsExactly(new KeyValue<>("a", 1L));
    }

    @Test
    void leavesNoTraceOfWhatCameAndWentBetweenTwoCommits() {
        store.put("a", 1L);
        assertThat(store.delete("a")).isEqualTo(1);

        commit();

        assertThat(store.get("a")).isNull();
        assertThat(changelog()).isEmpty();
    }

    @Test
    void deletesWhatWasCommitted() {
        store.put("a", 1L);
        commit();

        store.delete("a");
        commit();

        assertThat(store.get("a")).isNull();
        assertThat(changelog()).containsExactly(new KeyValue<>("a", 1L), new KeyValue<>("a", null));
    }

    @Test
    void rangesShowWhatIsNotCommittedYet() {
        store.put("b", 2L);
        store.put("a", 1L);

        assertThat(StoreSweep.read(store, null, null, 10))
                .containsExactly(new KeyValue<>("a", 1L), new KeyValue<>("b", 2L));
    }

    /** A standby's store is filled by others, so what was known of it is out of date. */
    @Test
    void knowsNothingAfterItWasCleared() {
        store.put("a", 1L);
        commit();
        store.put("a", 2L);

        store.clearCache();

        assertThat(store.get("a")).isEqualTo(1);
    }

    /** The driver commits after each record. */
    private void commit() {
        input.pipeInput("key", "value");
    }

    private List<KeyValue<String, Long>> changelog() {
        return driver.createOutputTopic(
                        "test-numbers-changelog", new StringDeserializer(), new LongDeserializer())
                .readKeyValuesToList();
    }

    private Serde<Long> numbers() {
        var serializer = new LongSerializer();
        return Serdes.serdeFrom(
                (topic, number) -> {
                    encoded.add(number);
                    return serializer.serialize(topic, number);
                },
                new LongDeserializer());
    }

    private static final class Nothing implements Processor<String, String, Void, Void> {
        @Override
        public void process(Record<String, String> record) {}
    }
}
