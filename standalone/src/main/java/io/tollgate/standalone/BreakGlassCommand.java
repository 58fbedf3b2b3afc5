package io.tollgate.standalone;

import io.tollgate.admin.Secrets;
import io.tollgate.admin.security.BreakGlass;
import io.tollgate.admin.security.Minting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the token for the day on which no operator can sign in. */
@Command(
        name = "break-glass",
        description = {
            "Makes the token for the day on which no operator can sign in, and prints it, once.",
            "It asks nobody: it writes the token's hash to a file, which the admin API reads whenever"
                    + " such a token comes. Taking the file away ends the token."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BreakGlassCommand implements Callable<Integer> {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "where the hash goes, mode 600: TOLLGATE_ADMIN_BREAK_GLASS_FILE of the admin API (default: ${DEFAULT-VALUE})")
    private Path file = Path.of("data", "admin", Secrets.BREAK_GLASS);

    @Option(names = "--replace", description = "in the place of the one before, which then ends")
    private boolean replace;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(file)) {
            if (!replace) {
                throw new ParameterException(
                        spec.commandLine(),
                        file + " is there: --replace ends its token and makes another");
            }
            Files.delete(file);
        }
        String token = new BreakGlass(file).create(new Minting(new SecureRandom()));
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s%nThe token is shown this once; %s holds its hash. Keep it where people find it when all else failed.%n",
                token, file);
        out.flush();
        return ExitCode.OK;
    }
}
