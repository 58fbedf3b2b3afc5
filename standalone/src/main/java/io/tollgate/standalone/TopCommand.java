package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what the fleet does, again and again. */
@Command(
        name = "top",
        description = {
            "Shows what the fleet does, again and again: requests, outcomes, holds, state age, the busiest keys.",
            "Rates are between two heartbeats of an edge. Ctrl-C ends it."
        })
final class TopCommand extends ApiCommand {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration KEYS_EVERY = Duration.ofSeconds(5);
    private static final Duration BUSY_WITHIN = Duration.ofMinutes(1);
    private static final int TRIES = 5;

    @Option(names = "--once", description = "show it once, as text, as soon as rates are known")
    private boolean once;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            description = "from PT0.1S to PT1M (default: ${DEFAULT-VALUE})")
    private Duration every = Duration.ofSeconds(1);

    @Option(
            names = "--keys",
            paramLabel = "N",
            description = "how many of the busiest keys, 1 to 100 (default: ${DEFAULT-VALUE})")
    private int keys = 10;

    private final InstantSource clock = InstantSource.system();
    private final FleetWatch watch = new FleetWatch();
    private JsonNode busiest = MissingNode.getInstance();
    private @Nullable Instant busiestAt;

    @Override
    void check() {
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw wrong("--every is PT0.1S to PT1M, not " + every);
        }
        if (keys < 1 || keys > 100) {
            throw wrong("--keys is 1 to 100, not " + keys);
        }
    }

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        if (once) {
            out.print(settled(client).text());
            out.flush();
            return ok();
        }
        FleetFrame first = frame(client);
        try (Screen screen = screen(out)) {
            var restoring = new Thread(screen::close);
            Runtime.getRuntime().addShutdownHook(restoring);
            watchOn(client, screen, first);
            Runtime.getRuntime().removeShutdownHook(restoring);
        }
        return ok();
    }

    /** Goes on until the process is told to end, also while nobody answers. */
    private void watchOn(AdminClient client, Screen screen, FleetFrame first)
            throws IOException, InterruptedException {
        FleetFrame last = first;
        Optional<String> trouble = Optional.empty();
        while (!Thread.interrupted()) {
            screen.show(trouble.map(text -> text + "%n%n".formatted()).orElse("") + last.text());
            Thread.sleep(every);
            try {
                last = frame(client);
                trouble = Optional.empty();
            } catch (ApiUnreachableException | ApiRefusalException e) {
                trouble = Optional.of(old(last, String.valueOf(e.getMessage())));
            }
        }
    }

    private String old(FleetFrame last, String why) {
        long seconds = Duration.between(last.at(), clock.instant()).toSeconds();
        return "OLD: what follows was told %d s ago. %s".formatted(seconds, why);
    }

    /** The fleet as soon as all edges have told of themselves twice, or should have. */
    private FleetFrame settled(AdminClient client) throws IOException, InterruptedException {
        FleetFrame frame = frame(client);
        for (int i = 1; i < TRIES && !frame.complete(); i++) {
            Thread.sleep(every);
            frame = frame(client);
        }
        return frame;
    }

    private FleetFrame frame(AdminClient client) throws IOException, InterruptedException {
        Instant now = clock.instant();
        JsonNode edges =
                new ApiPages(client, Resource.EDGES.path(), true).json(Map.of("limit", "1000"));
        if (busiestAt == null || !now.isBefore(busiestAt.plus(KEYS_EVERY))) {
            busiest = new ApiPages(client, "/v1/usage/top", false).json(busiestQuery(now));
            busiestAt = now;
        }
        List<EdgeSample> samples = edges.path("items").valueStream().map(EdgeSample::of).toList();
        return new FleetFrame(now, watch.take(samples), busiest);
    }

    private Map<String, String> busiestQuery(Instant now) {
        return Map.of(
                "by", "key",
                "measure", "requests",
                "window", "minute",
                "from", now.minus(BUSY_WITHIN).toString(),
                "limit", String.valueOf(keys));
    }

    private static Screen screen(PrintWriter out) {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                ? new Screen.Terminal(out)
                : new Screen.Plain(out);
    }
}
