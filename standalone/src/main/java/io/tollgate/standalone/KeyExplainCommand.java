package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.standalone.Resource.Column;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what an edge would say to a request, and why. */
@Command(
        name = "explain",
        description = {
            "Tells what an edge would say to a request, and why, step by step.",
            "Nothing is sent to an edge, and no limit is charged."
        })
final class KeyExplainCommand extends ApiCommand {
    private static final List<Column> STEPS =
            List.of(
                    new Column("step", "/step"),
                    new Column("outcome", "/outcome"),
                    new Column("detail", "/detail"));
    private static final List<Column> LIMITS =
            List.of(
                    new Column("limit", "/name"),
                    new Column("subject", "/subject"),
                    new Column("window", "/window"),
                    new Column("amount", "/amount"),
                    new Column("used", "/used"),
                    new Column("remaining", "/remaining"),
                    new Column("resets at", "/resetsAt"),
                    new Column("as of", "/asOf"));
    private static final String NOT_ALL_IS_KNOWN =
            """
            Used is what metering has told; edges may have counted more since.
            Nothing stands there while little is used, or metering is away.
            """;

    @Parameters(
            paramLabel = "KEY",
            arity = "0..1",
            description = "id of the key that the request carries; without it, none")
    private @Nullable String keyId;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "what the request carries instead, a key or not; - reads it from standard input")
    private @Nullable Path secretFile;

    @Option(names = "--method", paramLabel = "METHOD", description = "default: ${DEFAULT-VALUE}")
    private String method = "GET";

    @Option(
            names = "--path",
            paramLabel = "PATH",
            required = true,
            description = "with or without a query")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String path;

    @Option(names = "--host", paramLabel = "NAME", description = "as the client names it")
    private @Nullable String host;

    @Option(
            names = "--source",
            paramLabel = "ADDRESS",
            description = "of the client; without it, one that the key may be used from")
    private @Nullable String source;

    @Mixin private final JsonOption form = new JsonOption();

    @Override
    void check() {
        if (keyId != null && secretFile != null) {
            throw wrong("Give either the id of a key or --secret-file.");
        }
    }

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        form.print(
                client.create(Resource.KEYS.path() + "/explain", body()),
                out,
                KeyExplainCommand::told);
        return ok();
    }

    private Map<String, Object> body() throws IOException {
        var body = new HashMap<String, Object>();
        body.put("method", method);
        body.put("path", path);
        put(body, "keyId", keyId);
        put(body, "secret", secretFile == null ? null : InputFile.text(secretFile).strip());
        put(body, "host", host);
        put(body, "source", source);
        return body;
    }

    private static void put(Map<String, Object> body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static String told(JsonNode answer) {
        var text = new StringBuilder(verdict(answer)).append("%n%n".formatted());
        text.append(Resource.table(STEPS, answer.path("steps")));
        if (!answer.path("limits").isEmpty()) {
            text.append("%n".formatted())
                    .append(Resource.table(LIMITS, answer.path("limits")))
                    .append(NOT_ALL_IS_KNOWN);
        }
        return text.append(fleet(answer.path("fleet"))).toString();
    }

    private static String verdict(JsonNode answer) {
        String status = answer.path("status").isNull() ? "" : " " + answer.path("status").asText();
        return answer.path("outcome").asText() + status + ": " + answer.path("detail").asText();
    }

    private static String fleet(JsonNode fleet) {
        return "%n%s live edges%s, %s unreachable%n"
                .formatted(
                        fleet.path("live").asText(),
                        fleet.path("oldestStateMillis").isNull()
                                ? ""
                                : ", up to "
                                        + fleet.path("oldestStateMillis").asText()
                                        + " ms behind",
                        fleet.path("unreachable").asText());
    }
}
