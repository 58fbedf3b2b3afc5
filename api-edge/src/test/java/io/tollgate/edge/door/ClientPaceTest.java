package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientPaceTest {
    private static final ClientBounds BOUNDS = new ClientBounds(Duration.ofSeconds(10), 100, 0);

    private final AtomicLong nanos = new AtomicLong(-5);
    private final ClientPace pace = new ClientPace(nanos::get);

    @Test
    void isNotTheClientsWhileNobodyWaitsForIt() {
        pace.waits();
        pass(5);
        pace.moved(1);
        pass(3600);

        assertThat(isTooSlow()).isFalse();
    }

    @Test
    void isTooSlowWhenTheClientDripsForLongerThanThePatience() {
        for (int second = 0; second < 11; second++) {
            assertThat(isTooSlow()).isFalse();
            pace.waits();
            pass(1);
            pace.moved(99);
        }

        assertThat(isTooSlow()).isTrue();
    }

    @Test
    void isGoodEnoughAtTheLeastSpeed() {
        for (int second = 0; second < 600; second++) {
            pace.waits();
            pass(1);
            pace.moved(100);
            assertThat(isTooSlow()).isFalse();
        }
    }

    @Test
    void isTooSlowAfterAGoodStartToo() {
        pace.waits();
        pass(11);
        pace.moved(100_000_000);
        assertThat(isTooSlow()).isFalse();

        pace.waits();
        pass(11);

        assertThat(isTooSlow()).isTrue();
    }

    @Test
    void letsAPieceTakeAsLongAsTheLeastSpeedAllows() {
        pace.offer(16_000);
        for (int second = 0; second < 160; second++) {
            assertThat(isTooSlow()).as("after %d s", second).isFalse();
            pass(1);
        }
        pass(160);

        assertThat(isTooSlow()).isTrue();
    }

    @Test
    void doesNotMatterWhereAnySpeedIsAllowed() {
        pace.waits();
        pass(3600);

        assertThat(pace.isTooSlow(nanos.get(), new ClientBounds(Duration.ofSeconds(10), 0, 0)))
                .isFalse();
    }

    private boolean isTooSlow() {
        return pace.isTooSlow(nanos.get(), BOUNDS);
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }
}
