package io.tollgate.standalone;

import picocli.CommandLine.Command;

/** What was used: a group of commands. */
@Command(
        name = "usage",
        description = "Shows what was used, by key, owner and route.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {UsageShowCommand.class, UsageTopCommand.class})
final class UsageCommand {}
