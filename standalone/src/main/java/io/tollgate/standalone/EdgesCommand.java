package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the fleet as its heartbeats tell. */
@Command(
        name = "edges",
        description = {
            "Lists the fleet as its heartbeats tell.",
            "STATE AGE is how old what an edge knows was at its last heartbeat, SILENT how long ago that came, both in"
                    + " milliseconds; TO SHIP counts events that Kafka does not have yet."
        })
final class EdgesCommand extends ApiCommand {
    @Mixin private final ListOptions list = new ListOptions();

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        list.print(client, Resource.EDGES, Map.of(), out);
        return ok();
    }
}
