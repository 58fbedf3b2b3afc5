package io.tollgate.edge.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.EdgeStatus;
import io.tollgate.schemas.OutboxProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration NEVER = Duration.ofDays(1);

    private final Sent sent = new Sent();
    private final Heartbeat heartbeat =
            new Heartbeat(
                    new EdgeProfile("EDGE", "boot", "name", "1", 1, 1, "http://edge", NOON),
                    new Healthy(),
                    sent,
                    () -> NOON);

    @AfterEach
    void stop() throws InterruptedException {
        heartbeat.leave(SECOND);
    }

    @Test
    void beatsAtOnceAndAtItsInterval() {
        heartbeat.start(Duration.ofMillis(20));

        await().untilAsserted(() -> assertThat(sent.statuses).hasSizeGreaterThan(2));
        assertThat(sent.statuses).extracting(EdgeStatus::getNumber).startsWith(1L, 2L, 3L);
        EdgeStatus first = sent.statuses.getFirst();
        assertThat(first.getEdgeId()).isEqualTo("EDGE");
        assertThat(first.getState()).isEqualTo(EdgeState.READY);
        assertThat(first.getApplied()).containsEntry("revocations|0", 7L);
        assertThat(first.getAt()).isEqualTo(NOON);
        assertThat(first.getLeaseMillis()).isEqualTo(300_000);
    }

    @Test
    void beatsAtOnceWhenThereIsNews() {
        heartbeat.start(NEVER);
        await().untilAsserted(() -> assertThat(sent.statuses).hasSize(1));

        heartbeat.beatNow();

        await().untilAsserted(() -> assertThat(sent.statuses).hasSize(2));
    }

    @Test
    void tellsMuchNewsWithFewBeats() {
        heartbeat.start(NEVER);
        await().untilAsserted(() -> assertThat(sent.statuses).hasSize(1));
        sent.gate = new CountDownLatch(1);
        heartbeat.beatNow();
        await().untilAsserted(() -> assertThat(sent.waiting).isEqualTo(1));

        for (int i = 0; i < 1000; i++) {
            heartbeat.beatNow();
        }
        sent.gate.countDown();

        await().untilAsserted(() -> assertThat(sent.statuses).hasSize(3));
    }

    @Test
    void saysThatItHasLeft() throws InterruptedException {
        heartbeat.start(NEVER);
        await().untilAsserted(() -> assertThat(sent.statuses).hasSize(1));

        heartbeat.leave(SECOND);
        heartbeat.beatNow();

        assertThat(sent.statuses)
                .extracting(EdgeStatus::getState)
                .containsExactly(EdgeState.READY, EdgeState.LEFT);
    }

    private static final class Sent implements StatusSender {
        final List<EdgeStatus> statuses = new CopyOnWriteArrayList<>();
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile int waiting;

        @Override
        public void send(EdgeStatus status) {
            waiting = (int) gate.getCount();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            statuses.add(status);
        }

        @Override
        public void sendLast(EdgeStatus status, Duration atMost) {
            statuses.add(status);
        }
    }

    private static final class Healthy implements Vitals {
        @Override
        public EdgeState state() {
            return EdgeState.READY;
        }

        @Override
        public Map<String, Long> applied() {
            return Map.of("revocations|0", 7L);
        }

        @Override
        public long stateAgeMillis() {
            return 12;
        }

        @Override
        public String blocked() {
            return "";
        }

        @Override
        public Map<String, OutboxProgress> outbox() {
            return Map.of("0", new OutboxProgress(5L, 3L));
        }

        @Override
        public long outboxEvents() {
            return 2;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public Map<String, Long> outcomes() {
            return Map.of("ADMITTED", 5L);
        }

        @Override
        public long leaseMillis() {
            return 300_000;
        }

        @Override
        public long held() {
            return 4;
        }

        @Override
        public long holds() {
            return 9;
        }
    }
}
