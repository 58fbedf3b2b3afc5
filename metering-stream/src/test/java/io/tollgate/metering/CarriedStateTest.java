package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.metering.state.KeyNetworks;
import io.tollgate.metering.state.LimitUse;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.wire.AvroSerde;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;

class CarriedStateTest {
    private static final int PARTITIONS = 5;

    private final CarriedState state =
            new CarriedState(
                    PARTITIONS, owner -> Integer.parseInt(owner.substring("owner-".length())));

    @Test
    void knowsWhatBecomesOfEveryStore() {
        var topology =
                MeteringTopology.build(
                        MeteringBench.TOPICS,
                        MeteringBench.GRACE,
                        Duration.ofSeconds(1),
                        "here",
                        (_, _) -> true,
                        new MeteringMetrics(new SimpleMeterRegistry()));
        Set<String> stores = new TreeSet<>();
        topology.describe().subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(TopologyDescription.Processor.class::isInstance)
                .forEach(node -> stores.addAll(((TopologyDescription.Processor) node).stores()));
        stores.removeAll(Set.of(StoreNames.EDGES, StoreNames.RULES, StoreNames.REVOCATIONS));

        Set<String> decided = new TreeSet<>(CarriedState.CARRIED);
        decided.addAll(CarriedState.LEFT);
        assertThat(decided).isEqualTo(stores);
    }

    @Test
    void aWindowFollowsItsOwner() {
        byte[] ofA = usage("owner-0");
        byte[] ofB = usage("owner-3");

        var first = state.place(StoreNames.USAGE, "window", ofA);
        var second = state.place(StoreNames.USAGE, "window", ofB);
        var gone = state.place(StoreNames.USAGE, "window", null);

        assertThat(first.value()).isEqualTo(ofA);
        assertThat(first.partitions()).hasSize(1);
        assertThat(second.partitions()).hasSize(1).isNotEqualTo(first.partitions());
        assertThat(second.left()).isEqualTo(first.partitions());
        assertThat(gone.partitions()).isEmpty();
        assertThat(gone.left()).isEqualTo(second.partitions());
    }

    @Test
    void theNetworksOfAKeyFollowItsOwner() {
        var serde = new StateSerde<>(KeyNetworks.class);
        byte[] known =
                Objects.requireNonNull(
                        serde.serialize(
                                "", new KeyNetworks("owner-3", 1L, List.of(), List.of(), 0L)));

        var placed = state.place(StoreNames.NETWORKS, "new-network|key_1", known);

        assertThat(placed.value()).isEqualTo(known);
        assertThat(placed.partitions())
                .isEqualTo(state.place(StoreNames.USAGE, "w", usage("owner-3")).partitions());
    }

    private static byte[] usage(String owner) {
        UsageSpan span = UsageSpan.holding(UsageWindow.DAY, MeteringBench.NOON.toEpochMilli());
        var tally = new UsageTally("key_1");
        tally.add(Requests.admitted(0, MeteringBench.NOON), owner, false);
        try (var serde = new AvroSerde<>(Usage.class)) {
            Usage usage = tally.toUsage(span, 1, false, MeteringBench.NOON);
            return Objects.requireNonNull(serde.serialize("", usage));
        }
    }

    @Test
    void aLimitKeepsWhatWasUsedButNobodyHasSeenIt() {
        var serde = new StateSerde<>(LimitUse.class);
        var before =
                new LimitUse(
                        "key_1",
                        "owner-0",
                        "KEY",
                        "minute",
                        "RATE",
                        "PT1M",
                        10L,
                        0L,
                        Map.of("edge-1", 6L),
                        Map.of("edge-2", 3L),
                        Map.of("edge-1", 1L),
                        5L,
                        1,
                        true);

        var placed = state.place(StoreNames.LIMITS, "key_1|minute", serde.serialize("", before));

        assertThat(placed.partitions()).hasSize(1);
        assertThat(serde.deserialize("", placed.value()))
                .isEqualTo(
                        LimitUse.newBuilder(before)
                                .setUnseen(Map.of("edge-1", 6L))
                                .setViewTotal(-1)
                                .setViewEdges(0)
                                .setPublished(false)
                                .build());
    }

    @Test
    void whatOnePartitionHasClosedIsClosedEverywhere() {
        state.place(StoreNames.PROGRESS, StoreNames.CLOSED_UNTIL, number(70));
        state.begin();
        var placed = state.place(StoreNames.PROGRESS, StoreNames.CLOSED_UNTIL, number(50));

        assertThat(placed.partitions()).hasSize(PARTITIONS);
        assertThat(placed.value()).isEqualTo(number(70));
        assertThat(state.place(StoreNames.PROGRESS, StoreNames.NEXT_OFFSET, number(9)).partitions())
                .isEmpty();
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
