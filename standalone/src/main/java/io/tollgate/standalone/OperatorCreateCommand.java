package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates an operator and prints the token, once. */
@Command(name = "create", description = "Creates an operator and prints the token, once.")
final class OperatorCreateCommand extends ApiCommand {
    /** What roles are called. */
    static final String ROLES = "viewer, key_manager, security, auditor or admin";

    @Option(names = "--name", paramLabel = "TEXT", required = true, description = "who it is")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String name;

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = ROLES)
    @SuppressWarnings("NullAway.Init") // it must be given
    private String role;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "when the token ends, in ISO 8601 (default: never)")
    private @Nullable String expires;

    @Mixin private final JsonOption form = new JsonOption();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        var body = new HashMap<String, Object>();
        body.put("name", name);
        body.put("role", role);
        if (expires != null) {
            body.put("expiresAt", expires);
        }
        form.print(
                client.create(Resource.OPERATORS.path(), body), out, OperatorCreateCommand::told);
        return ok();
    }

    /** An operator of whom the token is told now and never again. */
    static String told(JsonNode operator) {
        return JsonText.lines(operator)
                + "The token is shown this once and kept nowhere.%n".formatted();
    }
}
