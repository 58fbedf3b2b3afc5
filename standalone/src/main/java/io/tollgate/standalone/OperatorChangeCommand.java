package io.tollgate.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes what is said of an operator, and nothing else. */
@Command(name = "change", description = "Changes what is said of an operator, and nothing else.")
final class OperatorChangeCommand extends ApiCommand {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NEVER = "never";

    @Parameters(paramLabel = "ID")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String id;

    @Option(names = "--name", paramLabel = "TEXT", description = "who it is")
    private @Nullable String name;

    @Option(names = "--role", paramLabel = "ROLE", description = OperatorCreateCommand.ROLES)
    private @Nullable String role;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "when the token ends, in ISO 8601, or " + NEVER)
    private @Nullable String expires;

    @ArgGroup private @Nullable Turn turn;

    @Mixin private final JsonOption form = new JsonOption();

    /** Whether the operator may sign in. */
    private static final class Turn {
        @Option(names = "--disable", description = "refuse the token until it is enabled again")
        private boolean disable;

        @Option(names = "--enable", description = "take the token again")
        @SuppressWarnings("unused") // it is what not to disable is called
        private boolean enable;
    }

    @Override
    void check() {
        if (name == null && role == null && expires == null && turn == null) {
            throw wrong("say what: --name, --role, --expires, --disable or --enable");
        }
    }

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        var patch = new LinkedHashMap<String, @Nullable Object>();
        if (name != null) {
            patch.put("name", name);
        }
        if (role != null) {
            patch.put("role", role);
        }
        if (expires != null) {
            patch.put("expiresAt", expires.equals(NEVER) ? null : expires);
        }
        if (turn != null) {
            patch.put("state", turn.disable ? "DISABLED" : "ACTIVE");
        }
        String body = JSON.writeValueAsString(patch);
        form.print(client.send("PATCH", Resource.OPERATORS.path(id), body), out, JsonText::lines);
        return ok();
    }
}
