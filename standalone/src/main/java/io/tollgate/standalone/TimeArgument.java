package io.tollgate.standalone;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time: in ISO 8601 with an offset, or a date for its midnight in UTC. */
final class TimeArgument implements ITypeConverter<Instant> {
    private static final int DATE_LENGTH = "2026-11-22".length();

    @Override
    public Instant convert(String text) {
        try {
            return text.length() == DATE_LENGTH
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            throw new TypeConversionException(
                    "'"
                            + text
                            + "' is not a time such as 2026-11-22T10:00:00Z or 2026-11-22 (UTC)");
        }
    }
}
