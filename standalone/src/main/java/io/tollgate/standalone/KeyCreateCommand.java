package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates a key and prints its secret, once. */
@Command(name = "create", description = "Creates a key and prints its secret, once.")
final class KeyCreateCommand extends ApiCommand {
    @Option(names = "--owner", paramLabel = "ID", required = true, description = "whose key it is")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String owner;

    @Option(names = "--plan", paramLabel = "ID", required = true, description = "its plan")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String plan;

    @Option(
            names = "--environment",
            paramLabel = "WHICH",
            description = "live or test (default: ${DEFAULT-VALUE})")
    private String environment = "live";

    @Option(names = "--name", paramLabel = "TEXT", description = "what people call it")
    private @Nullable String name;

    @Option(names = "--scope", paramLabel = "SCOPE", description = "what it may do; repeatable")
    private List<String> scopes = List.of();

    @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "a label; repeatable")
    private Map<String, String> tags = Map.of();

    @Option(
            names = "--source",
            paramLabel = "NETWORK",
            description = "where it may be used from, such as 192.0.2.0/24; repeatable")
    private List<String> sources = List.of();

    @Option(names = "--expires", paramLabel = "TIME", description = "when it ends, in ISO 8601")
    private @Nullable String expires;

    @Option(
            names = "--claim",
            paramLabel = "DURATION",
            arity = "0..1",
            fallbackValue = "P3D",
            description =
                    "print a link instead, good for so long (default: ${FALLBACK-VALUE}), by which"
                            + " the owner fetches the key")
    private @Nullable String claim;

    @Option(
            names = "--mailed",
            description = "with --claim: send the link to the owner's contact, and print none")
    private boolean mailed;

    @Mixin private final JsonOption form = new JsonOption();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        if (claim != null) {
            var body = body();
            body.put("goodFor", claim);
            body.put("mailed", mailed);
            JsonNode link = client.create(Resource.CLAIMS.path(), body);
            form.print(link, out, KeyCreateCommand::toldLink);
            return ok();
        }
        form.print(client.create(Resource.KEYS.path(), body()), out, KeyCreateCommand::told);
        return ok();
    }

    /** A key of which the secret is told now and never again. */
    static String told(JsonNode key) {
        return JsonText.lines(key)
                + "The secret is shown this once and kept nowhere.%n".formatted();
    }

    private static String toldLink(JsonNode link) {
        String next =
                link.has("link")
                        ? "The link is shown this once; give it to the owner, who fetches the key."
                        : "The link goes to the owner by mail; nobody else sees it.";
        return JsonText.lines(link) + next + System.lineSeparator();
    }

    private Map<String, Object> body() {
        var body = new HashMap<String, Object>();
        body.put("ownerId", owner);
        body.put("planId", plan);
        body.put("environment", environment);
        body.put("scopes", scopes);
        body.put("tags", tags);
        body.put("allowedSources", sources);
        if (name != null) {
            body.put("name", name);
        }
        if (expires != null) {
            body.put("expiresAt", expires);
        }
        return body;
    }
}
