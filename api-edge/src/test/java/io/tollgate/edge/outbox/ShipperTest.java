package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.schemas.RequestBatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShipperTest {
    private final ShipperBench bench = new ShipperBench();

    @AfterEach
    void stop() throws InterruptedException {
        bench.close(Duration.ZERO);
    }

    @Test
    void shipsOneRecordPerOwnerToTheLanesPartition() {
        bench.start();
        bench.append(1, "a", "b", "a");

        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(2));
        bench.deliverAll();

        await().untilAsserted(() -> assertThat(bench.room().events()).isZero());
        assertThat(bench.kafka().records(1))
                .extracting(RequestBatch::getOwnerId)
                .containsExactly("a", "b");
        assertThat(ShipperBench.sequences(bench.kafka().records(1).get(0))).containsExactly(0L, 2L);
        assertThat(ShipperBench.sequences(bench.kafka().records(1).get(1))).containsExactly(1L);
        assertThat(bench.kafka().records(1))
                .allSatisfy(batch -> {
                    assertThat(batch.getBoot()).isEqualTo("boot-1");
                    assertThat(batch.getEdgeId()).isEqualTo(ShipperBench.EDGE);
                    assertThat(batch.getSentBefore()).isZero();
                });
    }

    @Test
    void sendsWhatComesSoonAfterTheLastSendingLaterAndTogetherUnlessItIsMuch() {
        bench.start();
        bench.stopClock();
        bench.append(2, "a");
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(1));

        bench.append(0, "b");
        bench.append(1, "c");
        bench.append(2, Collections.nCopies(512, "d").toArray(String[]::new));

        // Lanes are looked at in order: when the third has sent, the others were passed over.
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(2));
        bench.deliverAll();
        await().untilAsserted(() -> assertThat(bench.kafka().records(2)).hasSize(2));
        assertThat(bench.kafka().records(0)).isEmpty();
        assertThat(bench.kafka().records(1)).isEmpty();

        bench.startClock();

        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(2));
    }

    @Test
    void tellsWhichChargesKafkaHas() {
        bench.start();
        bench.append(1, "a", "b", "a");
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(2));
        bench.deliverAll();

        await().untilAsserted(() ->
                assertThat(bench.charged())
                        .containsOnly(
                                Map.entry("key_of_a|a", List.of(0L, 0L)),
                                Map.entry("key_of_b|b", List.of(1L))));
    }

    @Test
    void shipsOnPastADeadPartition() {
        bench.start();
        bench.kafka().dead(0, true);
        for (int i = 0; i < 50; i++) {
            bench.append(0, "a");
            bench.append(2, "b");
        }
        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(ShipperBench.eventsOf(bench.kafka().records(2))).hasSize(50);
        });
        assertThat(bench.kafka().records(0)).isEmpty();
        await().untilAsserted(() -> assertThat(bench.room().events()).isEqualTo(50));

        bench.kafka().dead(0, false);
        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(ShipperBench.eventsOf(bench.kafka().records(0))).hasSize(50);
        });
    }

    @Test
    void takesAnotherSenderWhereOnePartitionStandsStillWhileOthersMove() {
        bench.start();
        bench.kafka().dead(0, true);
        bench.append(0, "a");
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(1));
        bench.append(1, "b");
        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(bench.kafka().records(1)).hasSize(1);
        });
        await().untilAsserted(() ->
                assertThat(bench.lanes().oldestNanos(1)).isEqualTo(LaneAge.NOTHING_WAITS));
        assertThat(bench.lanes().oldestNanos(0)).isLessThan(LaneAge.NOTHING_WAITS);

        bench.skipSeconds(31);
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isZero());
        bench.kafka().dead(0, false);
        bench.skipSeconds(2);

        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(bench.room().events()).isZero();
        });
        assertThat(bench.kafka().opened()).isEqualTo(2);
        assertThat(ShipperBench.eventsOf(bench.kafka().records(0))).containsExactly(0L);
        assertThat(bench.kafka().records(1)).hasSize(1);
    }

    @Test
    void waitsForKafkaAndLearnsHowManyPartitionsThereAre() {
        bench.kafka().reachable(false);
        bench.startWithoutPartitions();
        await().untilAsserted(() -> assertThat(bench.kafka().opened()).isPositive());
        assertThat(bench.lanes().partitions()).isZero();

        bench.kafka().reachable(true);
        bench.skipSeconds(2);

        await().untilAsserted(() ->
                assertThat(bench.lanes().partitions()).isEqualTo(ShipperBench.PARTITIONS));
        await().untilAsserted(() ->
                assertThat(bench.store().partitions(1)).hasValue(ShipperBench.PARTITIONS));
    }

    @Test
    void splitsWhatIsTooLargeForKafka() {
        bench.kafka().takesAtMost(1_000);
        bench.start();
        String[] owners = new String[40];
        Arrays.fill(owners, "a");
        bench.append(0, owners);

        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(bench.room().events()).isZero();
        });
        assertThat(ShipperBench.eventsOf(bench.kafka().records(0))).hasSizeGreaterThanOrEqualTo(40);
        assertThat(new TreeSet<>(ShipperBench.eventsOf(bench.kafka().records(0)))).hasSize(40);
        assertThat(bench.tally().unshippableEvents()).isZero();
    }

    @Test
    void countsASingleEventThatIsTooLargeAsLostAndGoesOn() {
        bench.kafka().takesAtMost(10);
        bench.start();
        bench.append(0, "a");
        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(bench.tally().unshippableEvents()).isEqualTo(1);
        });
        bench.kafka().takesAtMost(Integer.MAX_VALUE);
        bench.append(0, "a");

        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(ShipperBench.eventsOf(bench.kafka().records(0))).containsExactly(1L);
        });
    }

    @Test
    void saysAtTheEndHowFarItCame() throws InterruptedException {
        bench.start();
        bench.kafka().dead(0, true);
        bench.append(0, "a", "a");
        bench.append(1, "b");
        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(bench.room().events()).isEqualTo(2);
        });

        bench.close(Duration.ofMillis(50));

        assertThat(bench.room().events()).isEqualTo(2);
        assertThat(bench.store().chunks()).extracting(Chunk::next).containsExactly(2L);
    }
}
