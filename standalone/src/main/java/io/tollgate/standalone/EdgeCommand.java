package io.tollgate.standalone;

import io.tollgate.edge.Edge;
import io.tollgate.edge.EdgeSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs this role alone, against a Kafka of its own. */
@Command(
        name = "edge",
        description = "Runs one edge. Settings: TOLLGATE_EDGE_…, KAFKA_BOOTSTRAP_SERVERS.",
        mixinStandardHelpOptions = true)
final class EdgeCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Running.untilStopped(Edge.start(EdgeSettings.from(System.getenv())));
        return 0;
    }
}
