package io.tollgate.metering;

import static io.tollgate.metering.Requests.batch;
import static io.tollgate.metering.Requests.event;
import static io.tollgate.metering.Requests.limited;
import static io.tollgate.metering.Requests.perMinute;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What metering remembers grows with the keys in use, and goes when they keep quiet. */
class StateBoundsTest {
    private static final int KEYS_A_MINUTE = 50;
    private static final int MINUTES = 12;
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path state;
    private MeteringBench bench;

    @BeforeEach
    void open() {
        bench = new MeteringBench(state);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void remembersTheKeysInUseAndForgetsThoseThatWere() {
        bench.rules.pipeInput(
                "sent-on", Rules.sentOn().setRepeatWithin("PT5M").build(), bench.now());
        for (int minute = 0; minute < MINUTES; minute++) {
            bench.send(useOfOtherKeysEveryMinute(minute));
            bench.advance(MeteringBench.ROUND);

            assertThat(size(StoreNames.USAGE_PENDING)).as("minute %d", minute).isZero();
            bench.advance(Duration.ofMinutes(1).minus(MeteringBench.ROUND));
            bench.advance(SECOND);
            bench.advance(Duration.ofMillis(500));
            assertThat(size(StoreNames.LIMITS))
                    .as("minute %d: limits of two windows", minute)
                    .isPositive()
                    .isLessThanOrEqualTo(2 * KEYS_A_MINUTE);
        }
        assertThat(size(StoreNames.CONDUCTS)).isBetween(1, MINUTES * KEYS_A_MINUTE);
        assertThat(size(StoreNames.USAGE)).isEqualTo(3 * MINUTES * KEYS_A_MINUTE);
        assertThat(size(StoreNames.RECEIVED)).isEqualTo(MINUTES);

        bench.advance(Duration.ofHours(1));
        assertThat(size(StoreNames.LIMITS)).isZero();
        assertThat(size(StoreNames.CONDUCTS)).isZero();
        assertThat(size(StoreNames.USAGE)).isEqualTo(3 * MINUTES * KEYS_A_MINUTE);

        bench.advance(MeteringBench.GRACE.plusDays(1));
        bench.advance(MeteringBench.ROUND);
        for (int i = 0; i < 3 * MINUTES; i++) {
            bench.advance(MeteringBench.ROUND);
        }
        assertThat(size(StoreNames.USAGE)).isZero();
        assertThat(size(StoreNames.RECEIVED)).isEqualTo(MINUTES);

        bench.advance(DuplicatesStep.BOOTS_KEPT);
        assertThat(size(StoreNames.RECEIVED)).isZero();
        assertThat(size(StoreNames.USAGE_PENDING)).isZero();
        assertThat(tombstones()).isEqualTo(publishedViews);
    }

    private long publishedViews;

    /** Every view that was told is deleted when its limit is forgotten. */
    private long tombstones() {
        return bench.throttles().stream()
                .filter(entry -> entry.value == null)
                .map(entry -> entry.key)
                .distinct()
                .count();
    }

    /** Each minute another edge tells of other keys; half of them use up their limit. */
    private RequestBatch useOfOtherKeysEveryMinute(int minute) {
        Instant windowStart = bench.now().truncatedTo(ChronoUnit.MINUTES);
        List<RequestEvent> events = new ArrayList<>();
        for (int i = 0; i < KEYS_A_MINUTE; i++) {
            String key = "key_" + minute + "_" + i;
            var charge = perMinute(i % 2 == 0 ? 1 : 1_000, windowStart);
            publishedViews += i % 2 == 0 ? 1 : 0;
            events.add(
                    event(events.size(), bench.now())
                            .setKeyId(key)
                            .setCharges(List.of(charge))
                            .build());
            events.add(
                    RequestEvent.newBuilder(limited(events.size(), bench.now(), 3))
                            .setKeyId(key)
                            .build());
        }
        return batch("edge-" + minute, 0, events);
    }

    private int size(String store) {
        int size = 0;
        try (var entries = bench.driver.getKeyValueStore(store).all()) {
            while (entries.hasNext()) {
                entries.next();
                size++;
            }
        }
        return size;
    }
}
