package io.tollgate.admin.notice;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: 5 s, then four times as long each time up to 12 h, each by up
 * to a quarter more or less, so that receivers that were down are not met by everything at once.
 */
record Backoff(RandomGenerator random) {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final double SPREAD = 0.25;

    /** The wait after so many attempts, from 1. */
    Duration after(int attempts) {
        double steps = Math.pow(4, Math.max(0, attempts - 1));
        double millis = Math.min(FIRST.toMillis() * steps, (double) LONGEST.toMillis());
        return Duration.ofMillis((long) (millis * (1 + SPREAD * (2 * random.nextDouble() - 1))));
    }
}
