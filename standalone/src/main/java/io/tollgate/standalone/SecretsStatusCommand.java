package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows how far the newest pepper and master key are in use. */
@Command(
        name = "status",
        description = {
            "Shows how far the newest pepper and master key are in use.",
            "'renewed' is true once older ones are of no use to whoever has them. Edges under 'edgesBehind' lack the"
                    + " newest pepper; nothing is hashed with it before they have it."
        })
final class SecretsStatusCommand extends ApiCommand {
    @Mixin private final JsonOption form = new JsonOption();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        form.print(client.get("/v1/secrets"), out, JsonText::lines);
        return ok();
    }
}
