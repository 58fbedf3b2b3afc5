package io.tollgate.standalone;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which windows of usage are meant. */
final class UsageTime {
    private static final List<String> WINDOWS = List.of("minute", "hour", "day");
    private static final Pattern LAST = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    @Option(
            names = "--window",
            paramLabel = "LENGTH",
            description = "minute, hour or day (default: ${DEFAULT-VALUE})")
    private String window = "hour";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "a day such as 2030-01-31, or a time such as 2030-01-31T12:00:00Z (default: an hour, a day or 31 days before --to, as --window is)")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "as --from (default: now)")
    private @Nullable String to;

    @Option(
            names = "--last",
            paramLabel = "TIME",
            description = "such as 90m, 24h or 7d, instead of --from and --to")
    private @Nullable String last;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /** Puts what was said into a query. */
    void into(Map<String, String> query, InstantSource clock) {
        query.put("window", choice(spec, "--window", window, WINDOWS));
        if (last != null) {
            if (from != null || to != null) {
                throw new ParameterException(
                        spec.commandLine(), "--last stands for --from and --to: leave these out");
            }
            query.put("from", clock.instant().minus(length(last)).toString());
        }
        if (from != null) {
            query.put("from", time("--from", from).toString());
        }
        if (to != null) {
            query.put("to", time("--to", to).toString());
        }
    }

    /** A value that must be one of a few. */
    static String choice(CommandSpec spec, String option, String value, List<String> choices) {
        if (!choices.contains(value)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s is %s or %s, not %s"
                            .formatted(
                                    option,
                                    String.join(", ", choices.subList(0, choices.size() - 1)),
                                    choices.getLast(),
                                    value));
        }
        return value;
    }

    private Duration length(String text) {
        Matcher length = LAST.matcher(text);
        if (!length.matches()) {
            throw new ParameterException(
                    spec.commandLine(), "--last is a time such as 90m, 24h or 7d, not " + text);
        }
        long number = Long.parseLong(length.group(1));
        return switch (length.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private Instant time(String option, String text) {
        try {
            return text.length() == "2030-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s is a day such as 2030-01-31 or a time such as 2030-01-31T12:00:00Z, not %s"
                            .formatted(option, text));
        }
    }
}
