package io.tollgate.edge.verdict;

import static io.tollgate.edge.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HoldQueueTest {
    @Test
    void givesEachRequestOutOnceHoweverManyAsk() throws InterruptedException {
        var queue = new HoldQueue(10_000);
        List<HeldRequest> requests = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            var request = new HeldRequest(FakeKnowledge.inquiry(null), _ -> {});
            request.heldFor(entry("key_" + i), 0);
            requests.add(request);
            queue.add(request);
        }
        var out = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofPlatform().start(() -> out.addAndGet(queue.newsOf("acme").size())));
        threads.add(
                Thread.ofPlatform().start(() -> out.addAndGet(queue.newsFor(_ -> true).size())));
        for (HeldRequest request : requests) {
            out.addAndGet(queue.remove(request) ? 1 : 0);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(out.get()).isEqualTo(5_000);
        assertThat(queue.size()).isZero();
    }

    @Test
    void countsNewsSoThatNoneIsMissedBetweenJudgingAndWaiting() {
        var queue = new HoldQueue(1);
        long before = queue.news();

        queue.newsOf("acme");
        assertThat(queue.news()).isNotEqualTo(before);
    }
}
