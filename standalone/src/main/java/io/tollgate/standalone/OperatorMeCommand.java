package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows whose token is used, and what it may. */
@Command(name = "me", description = "Shows whose token is used, and what it may.")
final class OperatorMeCommand extends ApiCommand {
    @Mixin private final JsonOption form = new JsonOption();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        form.print(client.get(Resource.OPERATORS.path("me")), out, JsonText::lines);
        return ok();
    }
}
