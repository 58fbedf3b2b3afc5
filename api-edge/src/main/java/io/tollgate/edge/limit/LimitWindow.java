package io.tollgate.edge.limit;

import io.tollgate.schemas.LimitKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How a limit's windows lie in time; all times are milliseconds since the epoch, all calendars UTC.
 * Immutable.
 */
public sealed interface LimitWindow {
    /** Start of the window that holds a time. */
    long startOf(long millis);

    /** Start of the window after the one that starts at a time. */
    long next(long startMillis);

    /** Start of the window before the one that starts at a time. */
    long previous(long startMillis);

    /** Whether what was used in the window before still counts in part. */
    boolean slides();

    /** The window as records name it. */
    String iso();

    /**
     * A window of fixed length whose predecessor fades out while it fills; windows begin at
     * multiples of the length.
     */
    record Sliding(Duration length) implements LimitWindow {
        private static final Duration LONGEST = Duration.ofHours(1);

        /** Spelt once, since every request is told of; there are as many as an hour has seconds. */
        private static final Map<Duration, String> NAMES = new ConcurrentHashMap<>();

        /** Checks that the length is from a second to an hour, in whole seconds. */
        public Sliding {
            if (length.compareTo(Duration.ofSeconds(1)) < 0
                    || length.compareTo(LONGEST) > 0
                    || length.toMillis() % 1000 != 0) {
                throw new IllegalArgumentException(
                        "a rate's window is from PT1S to PT1H in whole seconds, not " + length);
            }
        }

        @Override
        public long startOf(long millis) {
            return Math.floorDiv(millis, length.toMillis()) * length.toMillis();
        }

        @Override
        public long next(long startMillis) {
            return startMillis + length.toMillis();
        }

        @Override
        public long previous(long startMillis) {
            return startMillis - length.toMillis();
        }

        @Override
        public boolean slides() {
            return true;
        }

        @Override
        public String iso() {
            return NAMES.computeIfAbsent(length, Duration::toString);
        }
    }

    /** A calendar day or month. */
    record Calendar(Period length) implements LimitWindow {
        /** A day. */
        public static final Calendar DAY = new Calendar(Period.ofDays(1));

        /** A month. */
        public static final Calendar MONTH = new Calendar(Period.ofMonths(1));

        /** Checks that it is a day or a month. */
        public Calendar {
            if (!length.equals(Period.ofDays(1)) && !length.equals(Period.ofMonths(1))) {
                throw new IllegalArgumentException("a quota's window is P1D or P1M, not " + length);
            }
        }

        @Override
        public long startOf(long millis) {
            LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
            return start(length.getMonths() == 1 ? day.withDayOfMonth(1) : day);
        }

        @Override
        public long next(long startMillis) {
            return start(
                    LocalDate.ofInstant(Instant.ofEpochMilli(startMillis), ZoneOffset.UTC)
                            .plus(length));
        }

        @Override
        public long previous(long startMillis) {
            return start(
                    LocalDate.ofInstant(Instant.ofEpochMilli(startMillis), ZoneOffset.UTC)
                            .minus(length));
        }

        @Override
        public boolean slides() {
            return false;
        }

        @Override
        public String iso() {
            return equals(DAY) ? "P1D" : "P1M";
        }

        private static long start(LocalDate day) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        }
    }

    /**
     * Reads a window from a record.
     *
     * @throws IllegalArgumentException if it is not a window of its kind
     */
    static LimitWindow parse(LimitKind kind, String iso) {
        try {
            return switch (kind) {
                case RATE -> new Sliding(Duration.parse(iso));
                case QUOTA -> new Calendar(Period.parse(iso));
                case UNKNOWN ->
                        throw new IllegalArgumentException(
                                "a limit of a kind that this version does not know");
            };
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + iso + "' is not an ISO 8601 duration", e);
        }
    }
}
