package io.tollgate.metering;

import io.tollgate.schemas.LimitKind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How the windows of a limit follow each other. Immutable; times in milliseconds since the epoch.
 */
sealed interface LimitWindow {
    /** The window of a charge, or empty if it is none that a limit can have. */
    static Optional<LimitWindow> parse(LimitKind kind, String window) {
        try {
            return switch (kind) {
                case RATE -> sliding(Duration.parse(window));
                case QUOTA -> calendar(Period.parse(window));
                case UNKNOWN -> Optional.empty();
            };
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<LimitWindow> sliding(Duration length) {
        return length.toMillis() > 0
                ? Optional.of(new Sliding(length.toMillis()))
                : Optional.empty();
    }

    private static Optional<LimitWindow> calendar(Period length) {
        if (length.equals(Period.ofDays(1))) {
            return Optional.of(new Calendar(ChronoUnit.DAYS));
        }
        return length.equals(Period.ofMonths(1))
                ? Optional.of(new Calendar(ChronoUnit.MONTHS))
                : Optional.empty();
    }

    /** Start of the window that holds a time. */
    long startOf(long millis);

    /** Start of the window after the one that starts at a time. */
    long next(long start);

    /** Start of the window before the one that starts at a time. */
    long before(long start);

    /** How much of the window before, of which so much was used, still counts at a time. */
    long carried(long previous, long start, long nowMillis);

    /** Multiples of a length since the epoch; what was used before fades as the window passes. */
    record Sliding(long lengthMillis) implements LimitWindow {
        @Override
        public long startOf(long millis) {
            return Math.floorDiv(millis, lengthMillis) * lengthMillis;
        }

        @Override
        public long next(long start) {
            return start + lengthMillis;
        }

        @Override
        public long before(long start) {
            return start - lengthMillis;
        }

        @Override
        public long carried(long previous, long start, long nowMillis) {
            long left = Math.clamp(start + lengthMillis - nowMillis, 0, lengthMillis);
            long whole = previous / lengthMillis * left;
            return whole + Math.ceilDiv(previous % lengthMillis * left, lengthMillis);
        }
    }

    /** Days or months in UTC; each starts from nothing. */
    record Calendar(ChronoUnit unit) implements LimitWindow {
        @Override
        public long startOf(long millis) {
            ZonedDateTime day = utc(millis).truncatedTo(ChronoUnit.DAYS);
            return (unit == ChronoUnit.MONTHS ? day.withDayOfMonth(1) : day)
                    .toInstant()
                    .toEpochMilli();
        }

        @Override
        public long next(long start) {
            return utc(start).plus(1, unit).toInstant().toEpochMilli();
        }

        @Override
        public long before(long start) {
            return utc(start).minus(1, unit).toInstant().toEpochMilli();
        }

        @Override
        public long carried(long previous, long start, long nowMillis) {
            return 0;
        }

        private static ZonedDateTime utc(long millis) {
            return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC);
        }
    }
}
