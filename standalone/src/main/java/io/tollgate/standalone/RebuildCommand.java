package io.tollgate.standalone;

import io.tollgate.metering.MeteringSettings;
import io.tollgate.metering.replay.KafkaReplay;
import io.tollgate.metering.replay.ReplayReport;
import io.tollgate.metering.replay.Scope;
import io.tollgate.metering.replay.UsageExport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Counts usage again from requests into files, and shows what differs. */
@Command(
        name = "rebuild",
        description = {
            "Counts usage again from the topic requests, by the rules of metering, into Avro files, and shows the difference to what stands in the usage topics.",
            "Writes nothing to Kafka. Settings: those of metering (TOLLGATE_METERING_…), KAFKA_BOOTSTRAP_SERVERS."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:what was rebuilt is what stands",
            "1:it differs",
            "2:wrong usage",
            "3:Kafka can't be reached or lacks a topic"
        },
        mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "windows that begin at this time or later")
    private Instant from = Instant.EPOCH;

    @Option(
            names = "--to",
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "windows that begin before this time (default: now)")
    private @Nullable Instant to;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "where usage-minute.avro, usage-hour.avro and usage-day.avro are written (default: ${DEFAULT-VALUE})")
    private Path directory = Path.of("rebuilt-usage");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Scope scope = TimeRange.scope(spec, null, from, to);
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new ParameterException(
                    spec.commandLine(), "--out names a directory, not the file " + directory);
        }
        return KafkaWork.end(spec, () -> rebuild(scope));
    }

    private int rebuild(Scope scope) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (var replay = new KafkaReplay(MeteringSettings.from(System.getenv()), scope)) {
            ReplayReport report = replay.run();
            for (UsageExport file : replay.write(directory)) {
                out.printf("wrote %s: %s windows%n", file.file(), Table.number(file.windows()));
            }
            var text = new ReplayText(report);
            out.println();
            out.print(text.usage());
            out.print(text.differences());
            out.println(text.notes());
            out.print(text.rebuilt());
            out.flush();
            return report.usageAgrees() ? ExitCode.OK : KafkaWork.DOES_NOT_ADD_UP;
        }
    }
}
