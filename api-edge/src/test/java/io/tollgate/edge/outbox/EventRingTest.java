package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EventRingTest {
    @Test
    void hasNoRoomBeyondItsCapacity() {
        var ring = new EventRing<Integer>(2);

        assertThat(ring.offer(1)).isTrue();
        assertThat(ring.offer(2)).isTrue();
        assertThat(ring.offer(3)).isFalse();
        assertThat(ring.size()).isEqualTo(2);
    }

    @Test
    void givesBackInOrderAndHasRoomAgain() {
        var ring = new EventRing<Integer>(3);
        var taken = new ArrayList<Integer>();
        for (int i = 0; i < 10; i++) {
            assertThat(ring.offer(2 * i)).isTrue();
            assertThat(ring.offer(2 * i + 1)).isTrue();
            ring.drainTo(taken, 5);
        }

        assertThat(taken).hasSize(20).isSorted();
    }

    @Test
    void takesNoMoreThanAsked() {
        var ring = new EventRing<Integer>(8);
        for (int i = 0; i < 5; i++) {
            ring.offer(i);
        }
        var taken = new ArrayList<Integer>();

        ring.drainTo(taken, 3);

        assertThat(taken).containsExactly(0, 1, 2);
        assertThat(ring.size()).isEqualTo(2);
    }

    @RepeatedTest(3)
    void losesAndRepeatsNothingUnderManyThreads() throws InterruptedException {
        var ring = new EventRing<int[]>(64);
        int threads = 4;
        int each = 5_000;
        List<Thread> writers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int writer = t;
            writers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < each; i++) {
                                    while (!ring.offer(new int[] {writer, i})) {
                                        Thread.onSpinWait();
                                    }
                                }
                            }));
        }
        int[] next = new int[threads];
        int seen = 0;
        var taken = new ArrayList<int[]>();
        while (seen < threads * each) {
            taken.clear();
            ring.drainTo(taken, 100);
            for (int[] one : taken) {
                assertThat(one[1]).isEqualTo(next[one[0]]++);
            }
            seen += taken.size();
            Thread.onSpinWait();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        ring.drainTo(taken, 100);
        assertThat(next).containsOnly(each);
        assertThat(ring.size()).isZero();
    }
}
