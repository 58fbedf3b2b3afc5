package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends the grace of a key that was rotated. */
@Command(
        name = "finish",
        description = "Ends the grace of a key that was rotated, unless it is still used.")
final class KeyFinishCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "of the old key")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String id;

    @Option(
            names = "--unused-for",
            paramLabel = "DURATION",
            description =
                    "how long nobody must have used it (default: ${DEFAULT-VALUE}); PT0S asks"
                            + " nothing")
    private String unusedFor = "PT1H";

    @Mixin private final JsonOption form = new JsonOption();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        String path = Resource.KEYS.path(id) + "/rotate/finish";
        form.print(client.create(path, Map.of("unusedFor", unusedFor)), out, JsonText::lines);
        return ok();
    }
}
