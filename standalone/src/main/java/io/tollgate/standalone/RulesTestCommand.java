package io.tollgate.standalone;

import io.tollgate.admin.resource.RuleFile;
import io.tollgate.metering.MeteringSettings;
import io.tollgate.metering.replay.KafkaBacktest;
import io.tollgate.metering.replay.Scope;
import io.tollgate.schemas.Alert;
import io.tollgate.schemas.Rule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows whom a rule would have hit. */
@Command(
        name = "test",
        description = {
            "Tries a rule on the topic requests, and shows what it would have raised since a time.",
            "The rule is in a file in the form of PUT /v1/rules/{id}. What was requested within the grace before --from teaches it what is usual.",
            "Writes nothing to Kafka. Settings: those of metering (TOLLGATE_METERING_…), KAFKA_BOOTSTRAP_SERVERS."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:it was tried, whether it would have raised something or not",
            "2:wrong usage, or a file that holds no rule",
            "3:Kafka can't be reached or lacks a topic"
        })
final class RulesTestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "the rule, as JSON")
    @SuppressWarnings("NullAway.Init") // it is required
    private Path file;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "what it raises from this time on")
    private Instant from = Instant.EPOCH;

    @Option(
            names = "--to",
            paramLabel = "T",
            converter = TimeArgument.class,
            description = "and before this time (default: now)")
    private @Nullable Instant to;

    @Option(names = "--owner", paramLabel = "ID", description = "about keys of this owner only")
    private @Nullable String owner;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Scope scope = TimeRange.scope(spec, owner, from, to);
        Rule rule = rule();
        return KafkaWork.end(
                spec,
                () -> {
                    var settings = MeteringSettings.from(System.getenv());
                    print(KafkaBacktest.run(settings, rule, scope));
                    return ExitCode.OK;
                });
    }

    private Rule rule() {
        try {
            return RuleFile.read(file, InstantSource.system().instant());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    file + " can't be read: " + e.getClass().getSimpleName(),
                    e);
        }
    }

    private void print(List<Alert> alerts) {
        PrintWriter out = spec.commandLine().getOut();
        if (!alerts.isEmpty()) {
            var table = new Table().words("at", "owner", "action", "what");
            alerts.forEach(alert ->
                    table.row(
                            alert.getAt().toString(),
                            alert.getOwnerId(),
                            alert.getAction().name(),
                            alert.getMessage()));
            out.println(table.text());
        }
        long keys =
                alerts.stream().map(Alert::getKeyId).filter(id -> !id.isEmpty()).distinct().count();
        long ended = alerts.stream().filter(alert -> !alert.getRevocationId().isEmpty()).count();
        out.printf(
                "It would have raised %s about %s, and slowed, suspended or revoked %s.%n",
                count(alerts.size(), "alert"), count(keys, "key"), count(ended, "time"));
        out.flush();
    }

    private static String count(long number, String thing) {
        return Table.number(number) + " " + thing + (number == 1 ? "" : "s");
    }
}
