package io.tollgate.benchmarks.speed;

import io.tollgate.benchmarks.fleet.LocalFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The two doors of an edge beside what people would use instead. */
final class DoorStages {
    private static final int KEYS = 500;
    private static final int CONNECTIONS = 64;
    private static final double MOST_OF_BARE_JETTY = 2.5;
    private static final double MOST_OF_NGINX = 0.75;
    private static final double MOST_OF_BARE_REVERSE = 1.35;
    private static final double MOST_OF_HAPROXY = 3;
    private static final double LEAST_OF_SPRING = 10;

    private DoorStages() {}

    /** Forward auth: what a gateway asks before it lets a request through. */
    static List<Line> verify(Path directory) throws IOException, InterruptedException {
        try (LocalFleet fleet = LocalFleet.start(directory);
                var peers = new Peers(directory)) {
            fleet.admin();
            LocalFleet.Edge edge = fleet.edge("edge");
            var ours =
                    new Contender(
                            "Tollgate, forward auth",
                            "http://127.0.0.1:" + edge.privatePort() + "/authz/nginx",
                            List.of(edge.program()));
            Contender jetty = peers.bareJetty();
            Contender nginx = peers.nginxWithRedis();
            Wrk load = load(fleet, directory, "http://127.0.0.1:9");
            Map<String, Race.Figures> all = new Race(load).run(List.of(ours, jetty, nginx));
            var lines = lines("verify", all);
            lines.add(cpu("verify: CPU, times bare Jetty", all, ours, jetty, MOST_OF_BARE_JETTY));
            lines.add(cpu("verify: CPU, times nginx with Redis", all, ours, nginx, MOST_OF_NGINX));
            lines.add(rate("verify: requests/s, times nginx with Redis", all, ours, nginx, 1));
            return lines;
        }
    }

    /** Reverse proxy: all of a request and its answer pass. */
    static List<Line> proxy(Path directory) throws IOException, InterruptedException {
        try (LocalFleet fleet = LocalFleet.start(directory);
                var peers = new Peers(directory)) {
            int upstream = peers.upstream();
            fleet.admin();
            LocalFleet.Edge edge = fleet.edge("edge");
            var ours =
                    new Contender(
                            "Tollgate, reverse proxy",
                            "http://127.0.0.1:" + edge.port() + "/",
                            List.of(edge.program()));
            Contender jetty = peers.bareReverse(upstream);
            Contender haproxy = peers.haproxy(upstream);
            Contender spring = peers.springCloudGateway(upstream);
            Wrk load = load(fleet, directory, "http://127.0.0.1:" + upstream);
            Map<String, Race.Figures> all =
                    new Race(load).run(List.of(ours, jetty, haproxy, spring));
            var lines = lines("proxy", all);
            lines.add(cpu("proxy: CPU, times bare Jetty", all, ours, jetty, MOST_OF_BARE_REVERSE));
            lines.add(cpu("proxy: CPU, times HAProxy", all, ours, haproxy, MOST_OF_HAPROXY));
            lines.add(
                    rate(
                            "proxy: requests/s, times Spring Cloud Gateway",
                            all,
                            ours,
                            spring,
                            LEAST_OF_SPRING));
            return lines;
        }
    }

    private static Wrk load(LocalFleet fleet, Path directory, String upstream)
            throws IOException, InterruptedException {
        Path keys = directory.resolve("keys.txt");
        Files.write(keys, fleet.keys(KEYS, upstream));
        return new Wrk(keys, CONNECTIONS);
    }

    private static List<Line> lines(String stage, Map<String, Race.Figures> all) {
        var lines = new ArrayList<Line>();
        all.forEach((name, figures) ->
                lines.add(
                        Line.plain(
                                stage + ": " + name,
                                "%.1f µs CPU, %,.0f requests/s, 99 %% in %.1f ms",
                                figures.cpuMicros(),
                                figures.perSecond(),
                                figures.slowestMillis())));
        return lines;
    }

    private static Line cpu(
            String what,
            Map<String, Race.Figures> all,
            Contender ours,
            Contender theirs,
            double bar) {
        double ratio = of(all, ours).cpuMicros() / of(all, theirs).cpuMicros();
        return Line.atMost(what, ratio, bar, "%.2f");
    }

    private static Line rate(
            String what,
            Map<String, Race.Figures> all,
            Contender ours,
            Contender theirs,
            double bar) {
        double ratio = of(all, ours).perSecond() / of(all, theirs).perSecond();
        return Line.atLeast(what, ratio, bar, "%.2f");
    }

    private static Race.Figures of(Map<String, Race.Figures> all, Contender contender) {
        Race.Figures figures = all.get(contender.name());
        if (figures == null) {
            throw new IllegalStateException(contender.name() + " did not run");
        }
        return figures;
    }
}
