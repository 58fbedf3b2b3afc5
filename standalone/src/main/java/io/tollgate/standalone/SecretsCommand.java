package io.tollgate.standalone;

import io.tollgate.admin.Secrets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the secrets of an installation. */
@Command(
        name = "secrets",
        description =
                "Makes the secrets of an installation where they are missing: pepper, admin-token, master-key.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SecretsRotateCommand.class,
            SecretsRetireCommand.class,
            SecretsStatusCommand.class
        })
final class SecretsCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the files are written, mode 600")
    private @Nullable Path directory;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (directory == null) {
            // Not required, since it would be for the subcommands too.
            throw new ParameterException(
                    spec.commandLine(), "say with --dir=DIR where the files are to be written");
        }
        var advice = new FirstAdvice(Secrets.create(directory, new SecureRandom()));
        spec.commandLine().getOut().print(advice.text());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
