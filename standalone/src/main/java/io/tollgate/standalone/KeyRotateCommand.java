package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a key a successor and prints its secret, once. */
@Command(
        name = "rotate",
        description =
                "Gives a key a successor and prints its secret, once. Until the grace is over both"
                        + " are good, and share what is left of their limits.")
final class KeyRotateCommand extends ApiCommand {
    @Parameters(paramLabel = "ID")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String id;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            required = true,
            description = "how long the old key stays good, such as P7D or PT1H; at most P90D")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String grace;

    @Mixin private final JsonOption form = new JsonOption();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        String path = Resource.KEYS.path(id) + "/rotate";
        form.print(client.create(path, Map.of("grace", grace)), out, KeyCreateCommand::told);
        return ok();
    }
}
