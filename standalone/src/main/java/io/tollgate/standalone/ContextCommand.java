package io.tollgate.standalone;

import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names for admin APIs, so that commands need not be told each time which one is meant. */
@Command(
        name = "context",
        description = {
            "Names for admin APIs, so that commands need not be told each time which one is meant.",
            "A context is an address and a token. They are kept in one file of mode 600, and used"
                    + " where a command is told neither --api nor --token-file, nor their variables."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ContextCommand.Add.class,
            ContextCommand.Use.class,
            ContextCommand.Names.class,
            ContextCommand.Remove.class
        })
final class ContextCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do, such as: tollgate context list");
    }

    /** Adds one. */
    @Command(
            name = "add",
            description =
                    "Adds a context, in place of the one with its name; the first one is used from then on.",
            mixinStandardHelpOptions = true)
    static final class Add implements Runnable {
        @Parameters(paramLabel = "NAME")
        @SuppressWarnings("NullAway.Init") // it must be given
        private String name;

        @Option(
                names = "--api",
                paramLabel = "URL",
                required = true,
                description = "the admin API, such as http://localhost:8000")
        @SuppressWarnings("NullAway.Init") // it must be given
        private URI api;

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                required = true,
                description = "holds the operator's token, which is copied")
        @SuppressWarnings("NullAway.Init") // it must be given
        private Path tokenFile;

        @Mixin private final ContextFile file = new ContextFile();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
        private CommandSpec spec;

        @Override
        public void run() {
            if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "NAME is 1 to 63 lower-case letters, digits and hyphens, not " + name);
            }
            ApiOptions.checkAddress(api, spec);
            String token = ApiOptions.token(tokenFile);
            file.write(file.read().with(name, new Context(api, token)));
        }
    }

    /** Chooses the one that commands use. */
    @Command(
            name = "use",
            description = "Chooses the context that commands use from then on.",
            mixinStandardHelpOptions = true)
    static final class Use implements Runnable {
        @Parameters(paramLabel = "NAME")
        @SuppressWarnings("NullAway.Init") // it must be given
        private String name;

        @Mixin private final ContextFile file = new ContextFile();

        @Override
        public void run() {
            file.write(file.holding(name).using(name));
        }
    }

    /** Lists them, without their tokens. */
    @Command(
            name = "list",
            description = "Lists contexts, without their tokens; * is the one that commands use.",
            mixinStandardHelpOptions = true)
    static final class Names implements Runnable {
        @Mixin private final ContextFile file = new ContextFile();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
        private CommandSpec spec;

        @Override
        public void run() {
            Contexts all = file.read();
            var table = new Table().words("", "name", "api");
            all.contexts()
                    .forEach((name, context) ->
                            table.row(name.equals(all.current()) ? "*" : "", name, context.api()));
            spec.commandLine().getOut().print(table.text());
            spec.commandLine().getOut().flush();
        }
    }

    /** Forgets one. */
    @Command(
            name = "remove",
            description = "Forgets a context and its token.",
            mixinStandardHelpOptions = true)
    static final class Remove implements Runnable {
        @Parameters(paramLabel = "NAME")
        @SuppressWarnings("NullAway.Init") // it must be given
        private String name;

        @Mixin private final ContextFile file = new ContextFile();

        @Override
        public void run() {
            file.write(file.holding(name).without(name));
        }
    }
}
