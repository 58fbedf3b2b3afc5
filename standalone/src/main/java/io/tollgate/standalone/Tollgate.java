package io.tollgate.standalone;

import io.tollgate.admin.http.PortInUseException;
import io.tollgate.edge.door.PortUnavailableException;
import io.tollgate.edge.fleet.DataDirectoryException;
import io.tollgate.edge.outbox.StoreException;
import io.tollgate.edge.table.TableUnreadableException;
import io.tollgate.metering.TakeoverRefusedException;
import io.tollgate.schemas.topics.MissingTopicException;
import io.tollgate.settings.InvalidSettingsException;
import io.tollgate.settings.KafkaConnection;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. It ends with 0 when all went well or a program was told to stop, 1 when
 * something failed, 2 when an argument, a file or a setting is wrong (busy ports included), 3 when
 * Kafka or the admin API can't be reached or a topic is missing, 4 when the disk can't be used.
 */
@Command(
        name = "tollgate",
        description = "API-key gates for HTTP APIs, run by Kafka.",
        mixinStandardHelpOptions = true,
        version = "tollgate 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            EdgeCommand.class,
            MeteringCommand.class,
            AdminCommand.class,
            RevokeCommand.class,
            ReinstateCommand.class,
            UsageCommand.class,
            RulesCommand.class,
            AuditCommand.class,
            EdgesCommand.class,
            TopCommand.class,
            ContextCommand.class,
            LeaksCommand.class,
            SecretsCommand.class,
            CompletionCommand.class,
            DemoUpstreamCommand.class
        })
final class Tollgate implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Tollgate.class);
    private static final int NOT_REACHABLE = 3;
    private static final int NO_DISK = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private Tollgate() {}

    static void main(String[] arguments) {
        // The broker leaves threads that are not daemons where its start failed half-way.
        System.exit(line().execute(arguments));
    }

    /** The line as it is executed. */
    static CommandLine line() {
        return new CommandLine(new Tollgate())
                .addSubcommand("keys", ResourceCommand.ofKeys())
                .addSubcommand("owners", ResourceCommand.of(Resource.OWNERS))
                .addSubcommand("plans", ResourceCommand.of(Resource.PLANS))
                .addSubcommand("routes", ResourceCommand.of(Resource.ROUTES))
                .addSubcommand("operators", ResourceCommand.ofOperators())
                .setExecutionExceptionHandler((failure, line, _) -> {
                    line.getErr().println("tollgate: " + sentence(failure));
                    hint(failure, KafkaConnection.from(System.getenv()))
                            .ifPresent(line.getErr()::println);
                    if (!saysAll(failure)) {
                        LOG.atError().setCause(failure).log("ended by an error");
                    }
                    return exitCode(failure);
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tollgate up");
    }

    /** Whether where in the program it came from would help nobody. */
    private static boolean saysAll(Throwable failure) {
        return failure instanceof ApiRefusalException
                || failure instanceof ApiUnreachableException
                || failure instanceof TokenFileException
                || failure instanceof InputFileException
                || failure instanceof ContextFileException
                || failure instanceof InvalidSettingsException;
    }

    private static int exitCode(Throwable failure) {
        return switch (failure) {
            case InvalidSettingsException _,
                    PortUnavailableException _,
                    PortInUseException _,
                    TokenFileException _,
                    InputFileException _,
                    ContextFileException _ ->
                    CommandLine.ExitCode.USAGE;
            case MissingTopicException _,
                    TakeoverRefusedException _,
                    KafkaException _,
                    ApiUnreachableException _ ->
                    NOT_REACHABLE;
            case StoreException _, DataDirectoryException _, TableUnreadableException _ -> NO_DISK;
            default -> CommandLine.ExitCode.SOFTWARE;
        };
    }

    /**
     * What went wrong, for a person: our own errors say it all themselves, others are named and
     * followed by what caused them.
     */
    static String sentence(Throwable failure) {
        if (isOurs(failure)) {
            return String.valueOf(failure.getMessage());
        }
        Throwable cause = failure.getCause();
        String said = failure.toString();
        // Many errors repeat what caused them.
        return cause == null || said.contains(sentence(cause))
                ? said
                : said + ": " + sentence(cause);
    }

    /** What helps a person whose Kafka does not answer, where it is looked for. */
    static Optional<String> hint(Throwable failure, KafkaConnection kafka) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof TimeoutException) {
                return Optional.of(
                        "Does Kafka run at "
                                + kafka.bootstrapServers()
                                + "? KAFKA_BOOTSTRAP_SERVERS says where it is; ./tollgate up tells"
                                + " where its own is.");
            }
        }
        return Optional.empty();
    }

    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getName().startsWith("io.tollgate.")
                || failure.getClass() == IllegalArgumentException.class;
    }
}
