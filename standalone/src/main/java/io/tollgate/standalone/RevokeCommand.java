package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Ends or pauses the use of keys, and prints each edge's receipt as it arrives. */
@Command(
        name = "revoke",
        description = {
            "Ends the use of keys on all edges, or pauses it, and prints the edges' receipts as they arrive.",
            "Keys are hit that match everything that is given."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all edges enforce it",
            "1:an edge has not said so in time, or the admin API refused",
            "2:wrong usage",
            "3:the admin API can't be reached"
        })
final class RevokeCommand extends ApiCommand {
    @Option(names = "--key", paramLabel = "ID", description = "this key; may be given again")
    private List<String> keys = List.of();

    @Option(names = "--owner", paramLabel = "ID", description = "keys of this owner")
    private @Nullable String owner;

    @Option(names = "--plan", paramLabel = "ID", description = "keys of this plan")
    private @Nullable String plan;

    @Option(names = "--batch", paramLabel = "NAME", description = "keys that this import brought")
    private @Nullable String batch;

    @Option(
            names = "--environment",
            paramLabel = "live|test",
            description = "keys of this environment")
    private @Nullable String environment;

    @Option(
            names = "--issued-before",
            paramLabel = "T",
            description = "keys that came to us before this time, such as 2026-11-22T10:00:00Z")
    private @Nullable Instant issuedBefore;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why")
    @SuppressWarnings("NullAway.Init") // it is required
    private String reason;

    @Option(names = "--case", paramLabel = "REF", description = "a reference to a case elsewhere")
    private @Nullable String caseReference;

    @Option(names = "--suspend", description = "pause rather than end, until it is reinstated")
    private boolean suspend;

    @Option(
            names = "--suspend-for",
            paramLabel = "TIME",
            description = "pause for a time, such as PT1H")
    private @Nullable Duration suspendFor;

    @Option(names = "--dry-run", description = "only say whom it would hit")
    private boolean dryRun;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "for receipts, at most so long (default: ${DEFAULT-VALUE})")
    private Duration wait = Duration.ofSeconds(10);

    @Override
    void check() {
        if (target().isEmpty()) {
            throw wrong(
                    "say which keys: --key, --owner, --plan, --batch, --environment or"
                            + " --issued-before");
        }
    }

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        JsonNode made = client.begin("/v1/revocations", body());
        if (dryRun) {
            printImpact(made, out);
            return ok();
        }
        out.printf("%s %s%n", made.path("id").asText(), made.path("action").asText());
        out.flush();
        boolean all = new ArrivingReceipts(client, out).await(made.path("id").asText(), wait);
        return all ? ok() : ExitCode.SOFTWARE;
    }

    private Map<String, Object> target() {
        var target = new HashMap<String, Object>();
        if (!keys.isEmpty()) {
            target.put("keyIds", keys);
        }
        put(target, "ownerId", owner);
        put(target, "planId", plan);
        put(target, "importBatch", batch);
        put(target, "environment", environment);
        put(target, "issuedBefore", issuedBefore);
        return target;
    }

    private Map<String, Object> body() {
        boolean pause = suspend || suspendFor != null;
        var body = new HashMap<String, Object>();
        body.put("target", target());
        body.put("action", pause ? "SUSPEND" : "REVOKE");
        body.put("reason", reason);
        put(body, "duration", suspendFor);
        put(body, "caseReference", caseReference);
        if (dryRun) {
            body.put("dryRun", true);
        }
        return body;
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value instanceof String text ? text : value.toString());
        }
    }

    private static void printImpact(JsonNode impact, PrintWriter out) {
        JsonNode requests = impact.path("requests");
        out.printf(
                "It would hit %s keys of %s owners, which made %s requests in the last minute and %s in the last hour.%n",
                Table.number(impact.path("keys").asLong()),
                Table.number(impact.path("ownerCount").asLong()),
                Table.number(requests.path("lastMinute").asLong()),
                Table.number(requests.path("lastHour").asLong()));
        out.flush();
    }
}
