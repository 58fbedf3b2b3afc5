package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and changes what bounds all rules together. */
@Command(
        name = "actions",
        description = {
            "Shows how often rules slowed, suspended or revoked keys by themselves in the last hour, and how often they may.",
            "With on, off or a number it changes that, from the next action on; nothing that was done is undone."
        })
final class RulesActionsCommand extends ApiCommand {
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

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        JsonNode bounds = client.get(PATH);
        if (turn != null || mostPerHour != null) {
            boolean enabled = turn == null ? bounds.path("enabled").asBoolean() : turn != Turn.off;
            int most = mostPerHour == null ? bounds.path("mostPerHour").asInt() : mostPerHour;
            bounds = client.replace(PATH, Map.of("enabled", enabled, "mostPerHour", most));
        }
        out.printf(
                "automatic actions are %s%nin the last hour: %d done, of at most %d; %d withheld%n",
                bounds.path("enabled").asBoolean() ? "on" : "OFF",
                bounds.path("actedInLastHour").asLong(),
                bounds.path("mostPerHour").asLong(),
                bounds.path("withheldInLastHour").asLong());
        return ok();
    }
}
