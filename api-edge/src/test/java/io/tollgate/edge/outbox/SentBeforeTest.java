package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.schemas.RequestBatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shipper says to have come before a record came before it, whatever failed. */
class SentBeforeTest {
    private final ShipperBench bench = new ShipperBench();

    @AfterEach
    void stop() throws InterruptedException {
        bench.close(Duration.ZERO);
    }

    @Test
    void claimsNothingOfWhatWasTooLargeWhileLaterEventsArrive() {
        bench.kafka().takesAtMost(1_000);
        bench.start();
        String[] owners = new String[40];
        Arrays.fill(owners, "a");
        bench.append(0, owners);
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(1));
        bench.append(0, "b");
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(2));

        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(bench.room().events()).isZero();
        });

        assertThat(new TreeSet<>(ShipperBench.eventsOf(bench.kafka().records(0)))).hasSize(41);
        assertSentBeforeIsTrue(bench.kafka().records(0), 0);
    }

    @Test
    void claimsNothingOfWhatFailedWhileLaterEventsArrive() {
        bench.start();
        bench.append(0, "a", "a");
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(1));
        bench.append(0, "b");
        await().untilAsserted(() -> assertThat(bench.kafka().underWay()).isEqualTo(2));

        bench.kafka().failOldest();
        await().untilAsserted(() -> {
            bench.skipSeconds(2);
            bench.deliverAll();
            assertThat(bench.room().events()).isZero();
        });

        assertThat(bench.kafka().records(0))
                .extracting(ShipperBench::sequences)
                .first()
                .isEqualTo(List.of(2L));
        assertThat(new TreeSet<>(ShipperBench.eventsOf(bench.kafka().records(0))))
                .containsExactly(0L, 1L, 2L);
        assertSentBeforeIsTrue(bench.kafka().records(0), 0);
    }

    @Test
    void saysWhatKafkaHasAlready() {
        bench.start();
        bench.append(0, "a", "a");
        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(bench.room().events()).isZero();
        });
        bench.append(0, "b");
        await().untilAsserted(() -> {
            bench.deliverAll();
            assertThat(bench.room().events()).isZero();
        });

        assertThat(bench.kafka().records(0))
                .extracting(RequestBatch::getSentBefore)
                .containsExactly(0L, 2L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void losesNothingWhateverBreaksBetween(long seed) {
        var random = new Random(seed);
        bench.start();
        var appended = new HashMap<Integer, Long>();
        for (int step = 0; step < 300; step++) {
            int partition = random.nextInt(ShipperBench.PARTITIONS);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    String[] owners = new String[1 + random.nextInt(4)];
                    for (int i = 0; i < owners.length; i++) {
                        owners[i] = "owner-" + random.nextInt(5);
                    }
                    bench.append(partition, owners);
                    appended.merge(partition, (long) owners.length, Long::sum);
                }
                case 3, 4 -> bench.kafka().deliver(random, random.nextInt(20));
                default -> {
                    if (random.nextInt(10) == 0) {
                        if (random.nextBoolean()) {
                            bench.kafka().breakSender();
                        } else {
                            bench.kafka().failOldest();
                        }
                        bench.skipSeconds(2);
                    }
                }
            }
        }
        await().untilAsserted(() -> {
            bench.kafka().deliver(random, 1000);
            bench.skipSeconds(2);
            assertThat(bench.room().events()).as("seed %s", seed).isZero();
        });
        await().untilAsserted(() -> assertThat(bench.store().chunks()).isEmpty());
        for (int partition = 0; partition < ShipperBench.PARTITIONS; partition++) {
            List<Long> arrived = ShipperBench.eventsOf(bench.kafka().records(partition));
            long expected = appended.getOrDefault(partition, 0L);
            assertThat(new TreeSet<>(arrived)).as("seed %s", seed).hasSize((int) expected);
            assertSentBeforeIsTrue(bench.kafka().records(partition), seed);
        }
        assertThat(bench.charged().values().stream().mapToLong(List::size).sum())
                .as("seed %s: charges are told once however often events were sent", seed)
                .isEqualTo(appended.values().stream().mapToLong(Long::longValue).sum());
    }

    /** Every sequence below a record's sentBefore came before it. */
    private static void assertSentBeforeIsTrue(List<RequestBatch> records, long seed) {
        var seen = new TreeSet<Long>();
        for (RequestBatch record : records) {
            assertThat(seen.headSet(record.getSentBefore()))
                    .as("seed %s", seed)
                    .hasSize((int) record.getSentBefore());
            seen.addAll(ShipperBench.sequences(record));
        }
    }
}
