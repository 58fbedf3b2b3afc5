package io.tollgate.standalone;

import io.tollgate.admin.Secrets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the secrets of an installation. */
@Command(
        name = "secrets",
        description =
                "Makes the secrets of an installation where they are missing: pepper, admin-token, master-key.",
        mixinStandardHelpOptions = true)
final class SecretsCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "where the files are written, mode 600")
    private Path directory = Path.of(".");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var advice = new FirstAdvice(Secrets.create(directory, new SecureRandom()));
        spec.commandLine().getOut().print(advice.text());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
