package io.tollgate.standalone;

import io.tollgate.settings.InvalidSettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
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
            SecretsCommand.class,
            UsageCommand.class,
            DemoUpstreamCommand.class
        })
final class Tollgate implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Tollgate.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private Tollgate() {}

    static void main(String[] arguments) {
        int exit =
                new CommandLine(new Tollgate())
                        .setExecutionExceptionHandler((failure, line, _) -> {
                            line.getErr().println("tollgate: " + sentence(failure));
                            LOG.atError().setCause(failure).log("ended by an error");
                            return CommandLine.ExitCode.SOFTWARE;
                        })
                        .execute(arguments);
        // The broker leaves threads that are not daemons where its start failed half-way.
        System.exit(exit);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, such as: tollgate up");
    }

    /**
     * What went wrong, for a person: our own errors say it themselves, others are named as well.
     */
    private static String sentence(Throwable failure) {
        boolean ours =
                failure instanceof InvalidSettingsException
                        || failure.getClass().getName().startsWith("io.tollgate.")
                        || failure.getClass() == IllegalArgumentException.class;
        return ours ? String.valueOf(failure.getMessage()) : failure.toString();
    }
}
