package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives an operator a new token and prints it, once. */
@Command(
        name = "token",
        description =
                "Gives an operator a new token and prints it, once; the one before ends at once.")
final class OperatorTokenCommand extends ApiCommand {
    @Parameters(paramLabel = "ID")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String id;

    @Mixin private final JsonOption form = new JsonOption();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        String path = Resource.OPERATORS.path(id) + "/token";
        form.print(client.send("POST", path, ""), out, OperatorCreateCommand::told);
        return ok();
    }
}
