package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and changes what bounds all rules together. */
@Command(
        name = "actions",
        description = {
            "Shows how often rules suspended or revoked keys by themselves in the last hour, and how often they may.",
            "With on, off or a number it changes that, from the next action on; nothing that was done is undone."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RulesActionsCommand implements Callable<Integer> {
    private static final String PATH = "/v1/automation";

    @Parameters(
            arity = "0..1",
            paramLabel = "on|off",
            description = "off stops all automatic actions, on lets them begin again")
    private @Nullable Turn turn;

    @Option(
            names = "--most-per-hour",
            paramLabel = "N",
            description = "all rules together may act so often in an hour")
    private @Nullable Integer mostPerHour;

    private enum Turn {
        @SuppressWarnings("unused") // as people type it
        on,
        off
    }

    @Mixin private final ApiOptions api = new ApiOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (AdminClient client = api.client()) {
            JsonNode bounds = client.get(PATH);
            if (turn != null || mostPerHour != null) {
                boolean enabled =
                        turn == null ? bounds.path("enabled").asBoolean() : turn != Turn.off;
                int most = mostPerHour == null ? bounds.path("mostPerHour").asInt() : mostPerHour;
                bounds = client.replace(PATH, Map.of("enabled", enabled, "mostPerHour", most));
            }
            spec.commandLine()
                    .getOut()
                    .printf(
                            "automatic actions are %s%nin the last hour: %d done, of at most %d; %d withheld%n",
                            bounds.path("enabled").asBoolean() ? "on" : "OFF",
                            bounds.path("actedInLastHour").asLong(),
                            bounds.path("mostPerHour").asLong(),
                            bounds.path("withheldInLastHour").asLong());
        }
        return ExitCode.OK;
    }
}
