package io.tollgate.admin.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.admin.table.WriteRefusedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportQueueTest {
    private final List<String> taken = new CopyOnWriteArrayList<>();

    @Test
    void delaysNobodyAndTakesSoManyOnly() {
        var go = new CountDownLatch(1);
        try (var queue =
                ReportQueue.start(report -> {
                    awaitQuietly(go);
                    taken.add(report.place());
                })) {
            long accepted =
                    IntStream.range(0, 5_000)
                            .filter(i -> queue.offer(report(String.valueOf(i))))
                            .count();
            assertThat(accepted).isBetween(1_000L, 1_001L);
            assertThat(taken).isEmpty();
            go.countDown();
        }
        assertThat(taken).hasSizeBetween(1_000, 1_001);
    }

    @Test
    void triesAgainWhatKafkaDidNotTakeAndPassesOverWhatFails() {
        try (var queue =
                ReportQueue.start(report -> {
                    taken.add(report.place());
                    if (taken.size() == 1) {
                        throw new WriteRefusedException(
                                WriteRefusedException.Reason.UNREACHABLE, "away");
                    }
                    if (report.place().equals("broken")) {
                        throw new IllegalStateException("broken");
                    }
                })) {
            queue.offer(report("a"));
            queue.offer(report("broken"));
            queue.offer(report("b"));
            await().untilAsserted(() -> assertThat(taken).containsExactly("a", "a", "broken", "b"));
        }
    }

    @Test
    void takesNothingAfterItsEnd() {
        var queue = ReportQueue.start(report -> taken.add(report.place()));
        queue.offer(report("a"));
        queue.close();

        assertThat(queue.offer(report("b"))).isFalse();
        assertThat(taken).containsExactly("a");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static LeakReport report(String place) {
        return new LeakReport(Desk.PEPPER.hash(place), Via.FORM, "reported", place);
    }
}
