package io.tollgate.standalone;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What was used, and whether the count adds up. */
@Command(
        name = "usage",
        description = "What was used, and whether the count adds up.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UsageShowCommand.class,
            UsageTopCommand.class,
            ReconcileCommand.class,
            RebuildCommand.class,
            ExportCommand.class
        })
final class UsageCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do, such as: tollgate usage top");
    }
}
