package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Withdraws a revocation, and prints each edge's receipt as it arrives. */
@Command(
        name = "reinstate",
        description =
                "Withdraws a revocation, after which the keys are admitted again that no other one hits.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ReinstateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "the revocation, such as rev_01J…")
    @SuppressWarnings("NullAway.Init") // it is required
    private String id;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "for receipts, at most so long (default: ${DEFAULT-VALUE})")
    private Duration wait = Duration.ofSeconds(10);

    @Mixin private final ApiOptions api = new ApiOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!id.matches("rev_[0-9A-Za-z]+")) {
            throw new ParameterException(
                    spec.commandLine(), "the id of a revocation begins with rev_");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (AdminClient client = api.client()) {
            JsonNode withdrawn = client.begin("/v1/revocations/" + id + "/withdrawal", Map.of());
            out.printf("%s %s%n", id, withdrawn.path("state").asText());
            boolean all = new ArrivingReceipts(client, out).await(id, wait);
            return all ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
