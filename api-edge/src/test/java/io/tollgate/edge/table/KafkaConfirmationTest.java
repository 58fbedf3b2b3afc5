package io.tollgate.edge.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaConfirmationTest {
    private static final TopicPartition REVOCATIONS = new TopicPartition("revocations", 0);

    private final AtomicLong nanos = new AtomicLong();
    private final Freshness freshness = new Freshness(nanos::get, Duration.ofMinutes(5));
    private final AtomicInteger confirmed = new AtomicInteger();
    private final KafkaConfirmation confirmation =
            new KafkaConfirmation(freshness, confirmed::incrementAndGet);
    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");

    @BeforeEach
    void readToTheEnd() {
        consumer.assign(List.of(REVOCATIONS));
        endsAt(10);
        consumer.seek(REVOCATIONS, 10);
    }

    @Test
    void hasNothingToConfirmWithoutAPause() {
        confirmation.run(consumer);

        assertThat(confirmed).hasValue(0);
    }

    @Test
    void confirmsOnceAllIsReadThatWasThereAfterThePause() {
        endsAt(12);
        pause();
        confirmation.run(consumer);
        assertThat(freshness.waitMillis()).isPositive();

        endsAt(100);
        consumer.seek(REVOCATIONS, 12);
        confirmation.run(consumer);
        confirmation.run(consumer);
        assertThat(freshness.waitMillis()).isZero();
        assertThat(confirmed).hasValue(1);
    }

    @Test
    void asksAgainAfterTheNextPause() {
        pause();
        confirmation.run(consumer);
        endsAt(20);
        pause();
        confirmation.run(consumer);

        assertThat(freshness.unconfirmed()).isTrue();
    }

    private void pause() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        freshness.tick();
    }

    private void endsAt(long offset) {
        consumer.updateEndOffsets(Map.of(REVOCATIONS, offset));
    }
}
