package io.tollgate.edge.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetClockTest {
    private static final long MILLI = 1_000_000;
    private static final long NOON = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

    private final AtomicLong nanos = new AtomicLong(-5_000 * MILLI);
    private final AtomicLong wallMillis = new AtomicLong(NOON);
    private final InstantSource wall = () -> Instant.ofEpochMilli(wallMillis.get());
    private final FleetClock clock = new FleetClock(wall, nanos::get);

    @Test
    void isTheWallClockUntilABrokerAnswers() {
        wallMillis.addAndGet(1234);

        assertThat(clock.millis()).isEqualTo(NOON + 1234);
        assertThat(clock.learnt()).isFalse();
        assertThat(clock.wallSkewMillis()).isZero();
    }

    @Test
    void isTheBrokersTimeAfterAnAnswer() {
        answer(10, NOON + 60_000);

        assertThat(clock.millis()).isBetween(NOON + 60_000, NOON + 60_011);
        assertThat(clock.wallSkewMillis()).isBetween(-60_011L, -60_000L + 10);
    }

    @Test
    void goesOnByTheTickerWhateverBecomesOfTheWallClock() {
        answer(2, NOON);
        long before = clock.millis();
        wallMillis.addAndGet(3_600_000);
        nanos.addAndGet(1500 * MILLI);

        assertThat(clock.millis()).isEqualTo(before + 1500);
        assertThat(clock.wallSkewMillis()).isGreaterThan(3_590_000);
    }

    @Test
    void standsStillWhereItWasALittleAhead() {
        clock.millis();
        answer(1, NOON - 400);

        assertThat(clock.millis()).isEqualTo(NOON);
        nanos.addAndGet(300 * MILLI);
        assertThat(clock.millis()).isEqualTo(NOON);
        nanos.addAndGet(200 * MILLI);
        assertThat(clock.millis()).isBetween(NOON + 90, NOON + 110);
    }

    @Test
    void goesBackwardsWhereItWasFarAhead() {
        clock.millis();
        answer(1, NOON - 60_000);

        assertThat(clock.millis()).isBetween(NOON - 60_002, NOON - 59_998);
    }

    @Test
    void isNotMovedByASlowAnswer() {
        answer(1, NOON);
        long before = clock.millis() - nanos.get() / MILLI;
        long sent = nanos.get();
        nanos.addAndGet(30_000 * MILLI);
        clock.appended(sent, nanos.get(), NOON + 29_000);

        assertThat(clock.millis() - nanos.get() / MILLI).isEqualTo(before);
    }

    @Test
    void followsABrokerWhoseClockWasSet() {
        answer(1, NOON);
        answer(1, NOON + 10_000);

        assertThat(clock.millis()).isBetween(NOON + 9_990, NOON + 10_010);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void staysCloseToADriftingBrokerAndNeverRunsBackwards(long seed) {
        var random = new Random(seed);
        double drift = 1 + (random.nextDouble() - 0.5) * 2e-4;
        long brokerAtStart = NOON + random.nextInt(20_000) - 10_000;
        long start = nanos.get();
        long told = Long.MIN_VALUE;
        for (int step = 0; step < 5_000; step++) {
            long sent = nanos.get();
            long there = random.nextLong(20 * MILLI);
            nanos.addAndGet(there);
            long append = brokerAtStart + (long) ((nanos.get() - start) * drift) / MILLI;
            nanos.addAndGet(random.nextLong(20 * MILLI));
            clock.appended(sent, nanos.get(), append);
            nanos.addAndGet(random.nextLong(1_000 * MILLI));

            long real = brokerAtStart + (long) ((nanos.get() - start) * drift) / MILLI;
            long now = clock.millis();
            assertThat(now).as("seed %s, step %s", seed, step).isGreaterThanOrEqualTo(told);
            assertThat(now).as("seed %s, step %s", seed, step).isBetween(real - 42, real + 42);
            told = now;
        }
    }

    private void answer(long roundTripMillis, long appendMillis) {
        long sent = nanos.get();
        nanos.addAndGet(roundTripMillis * MILLI);
        clock.appended(sent, nanos.get(), appendMillis);
    }
}
