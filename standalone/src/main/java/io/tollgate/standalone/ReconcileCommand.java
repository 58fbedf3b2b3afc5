package io.tollgate.standalone;

import io.tollgate.metering.MeteringSettings;
import io.tollgate.metering.replay.KafkaReplay;
import io.tollgate.metering.replay.ReplayReport;
import io.tollgate.metering.replay.Scope;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Holds what edges appended against what was counted, and usage against requests. */
@Command(
        name = "reconcile",
        description = {
            "Does the count add up? Holds what edges say they appended against what arrived in the topic requests, and usage against requests counted again.",
            "Reads Kafka only. Settings: those of metering (TOLLGATE_METERING_…), KAFKA_BOOTSTRAP_SERVERS."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:it adds up",
            "1:something is lost or differs",
            "2:wrong usage",
            "3:Kafka can't be reached or lacks a topic"
        },
        mixinStandardHelpOptions = true)
final class ReconcileCommand implements Callable<Integer> {
    @Option(
            names = "--owner",
            paramLabel = "ID",
            description =
                    "only this owner's keys; reads only the partition of requests they are in")
    private @Nullable String owner;

    @Option(
            names = "--from",
            paramLabel = "T",
            converter = TimeArgument.class,
            description =
                    "windows that begin at this time or later (default: all that requests still holds)")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "windows that begin before this time (default: now)")
    private @Nullable Instant to;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Scope scope = TimeRange.scope(spec, owner, from, to);
        return KafkaWork.end(spec, () -> reconcile(scope));
    }

    private int reconcile(Scope scope) throws Exception {
        ReplayReport report;
        try (var replay = new KafkaReplay(MeteringSettings.from(System.getenv()), scope)) {
            report = replay.run();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ReplayJson.of(report));
        } else {
            var text = new ReplayText(report);
            out.println(text.edges());
            out.print(text.usage());
            out.print(text.differences());
            out.println(text.notes());
            out.print(text.verdict());
        }
        out.flush();
        return report.addsUp() ? ExitCode.OK : KafkaWork.DOES_NOT_ADD_UP;
    }
}
