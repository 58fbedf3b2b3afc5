package io.tollgate.standalone;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The quick start: everything in one process, on a broker of its own. */
@Command(
        name = "up",
        description =
                "Runs everything in one process: broker, admin API, metering and edges, with a demo upstream and key.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private static final int MOST_EDGES = 16;

    @Option(
            names = "--edges",
            paramLabel = "N",
            description = "how many edges, 1 to 16 (default: ${DEFAULT-VALUE})")
    private int edges = 1;

    @Option(
            names = "--upstream",
            paramLabel = "URL",
            description = "the API to protect (default: a demo that echoes)")
    private @Nullable URI upstream;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where everything is kept (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("data");

    @Option(
            names = "--edge-port",
            paramLabel = "PORT",
            description =
                    "first edge's public door; its private door is one above, the next edge two (default: ${DEFAULT-VALUE})")
    private int edgePort = 8080;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "admin API (default: ${DEFAULT-VALUE})")
    private int adminPort = 8000;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "broker (default: ${DEFAULT-VALUE})")
    private int kafkaPort = 9092;

    @Option(
            names = "--demo-port",
            paramLabel = "PORT",
            description = "demo upstream (default: ${DEFAULT-VALUE})")
    private int demoPort = 9000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> obstacle = Listening.obstacle(ports());
        if (obstacle.isPresent()) {
            err.println("tollgate: " + obstacle.get());
            return ExitCode.USAGE;
        }
        Logs.into(data.resolve("tollgate.log"));
        out.println("starting, the log goes to " + data.resolve("tollgate.log"));
        out.flush();
        var installation =
                new Installation(data, edgePorts(), adminPort, kafkaPort, demoPort, upstream);
        // Before what may fail, since the secrets are there from now on.
        out.print(new FirstAdvice(installation.makeSecrets()).text());
        out.flush();
        try {
            Welcome welcome = installation.start();
            out.print(welcome.text());
            out.flush();
        } catch (Exception e) {
            installation.close();
            throw e;
        }
        Running.untilStopped(installation);
        return ExitCode.OK;
    }

    private void check() {
        for (String setting : List.of("TOLLGATE_EDGE_PRODUCTION", "TOLLGATE_ADMIN_PRODUCTION")) {
            if ("true".equals(System.getenv(setting))) {
                throw new ParameterException(
                        spec.commandLine(),
                        setting
                                + "=true: up is for trying, all in one process on a broker of its own; in production start edge, metering and admin by themselves, on your Kafka");
            }
        }
        if (edges < 1 || edges > MOST_EDGES) {
            throw new ParameterException(
                    spec.commandLine(), "--edges is 1 to " + MOST_EDGES + ", not " + edges);
        }
        if (upstream != null
                && (upstream.getHost() == null
                        || !List.of("http", "https").contains(upstream.getScheme()))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--upstream is an http or https address such as http://localhost:3000, not "
                            + upstream);
        }
    }

    private List<Integer> edgePorts() {
        return IntStream.range(0, edges).map(i -> edgePort + 2 * i).boxed().toList();
    }

    private List<Listening> ports() {
        var ports = new ArrayList<Listening>();
        ports.add(new Listening("the broker", kafkaPort, "--kafka-port"));
        ports.add(new Listening("the admin API", adminPort, "--admin-port"));
        if (upstream == null) {
            ports.add(new Listening("the demo upstream", demoPort, "--demo-port"));
        }
        for (int port : edgePorts()) {
            ports.add(new Listening("an edge's public door", port, "--edge-port"));
            ports.add(new Listening("an edge's private door", port + 1, "--edge-port"));
        }
        return ports;
    }
}
