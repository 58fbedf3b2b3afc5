package io.tollgate.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the demo upstream alone. */
@Command(
        name = "demo-upstream",
        description = "Runs a small API that answers every request with what arrived.",
        mixinStandardHelpOptions = true)
final class DemoUpstreamCommand implements Callable<Integer> {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "port to listen on (default: ${DEFAULT-VALUE})")
    private int port = 9000;

    @Override
    public Integer call() throws Exception {
        Running.untilStopped(DemoUpstream.start(host, port));
        return 0;
    }
}
