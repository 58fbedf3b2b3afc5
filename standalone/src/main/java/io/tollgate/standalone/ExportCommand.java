package io.tollgate.standalone;

import io.tollgate.metering.MeteringSettings;
import io.tollgate.metering.replay.KafkaExport;
import io.tollgate.metering.replay.Scope;
import io.tollgate.metering.replay.UsageExport;
import io.tollgate.schemas.UsageWindow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes usage of a range of time into an Avro file. */
@Command(
        name = "export",
        description = {
            "Writes the newest revision of each usage window of a range of time into an Avro file, which DuckDB, Spark and others read.",
            "Settings: those of metering (TOLLGATE_METERING_…), KAFKA_BOOTSTRAP_SERVERS."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the file is written",
            "1:it could not be written",
            "2:wrong usage",
            "3:Kafka can't be reached or lacks a topic"
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Option(
            names = "--window",
            required = true,
            paramLabel = "LENGTH",
            converter = WindowArgument.class,
            description = "minute, hour or day")
    private UsageWindow window = UsageWindow.UNKNOWN;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "T",
            converter = TimeArgument.class,
            description =
                    "windows that begin at this time (2026-11-22T10:00:00Z, or 2026-11-22 for midnight UTC) or later")
    private Instant from = Instant.EPOCH;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "windows that begin before this time")
    private Instant to = Instant.EPOCH;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.avro",
            description = "the file, which is replaced if it is there")
    private Path file = Path.of("usage.avro");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Scope scope = TimeRange.scope(spec, null, from, to);
        @Nullable Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(file)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--out names a file in a directory that exists, not " + file);
        }
        return KafkaWork.end(spec, () -> export(scope));
    }

    private int export(Scope scope) throws Exception {
        UsageExport written =
                KafkaExport.write(MeteringSettings.from(System.getenv()), window, scope, file);
        spec.commandLine()
                .getOut()
                .printf(
                        "wrote %s: %s windows (%s) that begin from %s on and before %s%n",
                        written.file(),
                        Table.number(written.windows()),
                        window.name().toLowerCase(Locale.ROOT),
                        from,
                        to);
        return ExitCode.OK;
    }
}
