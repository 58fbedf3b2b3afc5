package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Withdraws a revocation, and prints each edge's receipt as it arrives. */
@Command(
        name = "reinstate",
        description =
                "Withdraws a revocation, after which the keys are admitted again that no other one hits.")
final class ReinstateCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "the revocation, such as rev_01J…")
    @SuppressWarnings("NullAway.Init") // it is required
    private String id;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "for receipts, at most so long (default: ${DEFAULT-VALUE})")
    private Duration wait = Duration.ofSeconds(10);

    @Override
    void check() {
        if (!id.matches("rev_[0-9A-Za-z]+")) {
            throw wrong("the id of a revocation begins with rev_");
        }
    }

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        JsonNode withdrawn = client.begin("/v1/revocations/" + id + "/withdrawal", Map.of());
        out.printf("%s %s%n", id, withdrawn.path("state").asText());
        boolean all = new ArrivingReceipts(client, out).await(id, wait);
        return all ? ok() : ExitCode.SOFTWARE;
    }
}
