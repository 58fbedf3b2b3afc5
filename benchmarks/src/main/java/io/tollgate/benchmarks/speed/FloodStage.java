package io.tollgate.benchmarks.speed;

import io.tollgate.benchmarks.fleet.LocalFleet;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.credentials.KeyForm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ten thousand open connections and a flood of bad keys against a small edge. */
final class FloodStage {
    private static final int CONNECTIONS = 10_000;
    private static final int BAD_KEYS = 2000;
    private static final int SECONDS = 20;
    private static final int FLOODERS = 64;
    private static final int PAUSE_MILLIS = 5;
    private static final double FLAT = 1.1;
    private static final Pattern FINISHED = Pattern.compile("finished in [^,]+, ([\\d.]+) req/s");

    private final LocalFleet fleet;
    private final LocalFleet.Edge edge;
    private final String goodKey;

    private FloodStage(LocalFleet fleet, LocalFleet.Edge edge, String goodKey) {
        this.fleet = fleet;
        this.edge = edge;
        this.goodKey = goodKey;
    }

    /** How a good client fared during a flood. */
    private record Served(long asked, long admitted, double slowestMillis) {}

    static List<Line> run(Path directory) throws Exception {
        try (LocalFleet fleet = LocalFleet.start(directory);
                var peers = new Peers(directory)) {
            fleet.admin();
            LocalFleet.Edge edge =
                    fleet.edge("edge", List.of("-Xmx256m"), Map.of("IDLE_TIMEOUT", "PT10M"));
            fleet.awaitReady(edge.privatePort());
            String upstream = "http://127.0.0.1:" + peers.upstream();
            var stage = new FloodStage(fleet, edge, fleet.keys(1, upstream).getFirst());
            return stage.flood(badKeys(directory));
        }
    }

    private List<Line> flood(Path badKeys) throws Exception {
        String door = "http://127.0.0.1:" + edge.port() + "/";
        var wrk = new Wrk(badKeys, FLOODERS);
        List<SocketChannel> open = connections();
        try {
            // The first flood warms up, as the second is to find the memory that it needs in use.
            wrk.run(door, SECONDS);
            long before = residentKib();
            Wrk.Result[] flood = new Wrk.Result[1];
            Served h1 = during(() -> flood[0] = wrk.run(door, SECONDS));
            long after = residentKib();
            double[] multiplexed = new double[1];
            Served h2 = during(() -> multiplexed[0] = h2load(door));
            long last = residentKib();
            long alive = open.stream().filter(FloodStage::isOpen).count();
            return List.of(
                    Line.atLeast(
                            "flood: open connections that stayed",
                            (double) alive,
                            CONNECTIONS,
                            "%,.0f"),
                    Line.plain("flood: bad keys a second", "%,.0f", flood[0].perSecond()),
                    Line.plain("flood: memory of -Xmx256m, MiB", "%d", after >> 10),
                    Line.atMost(
                            "flood: memory, times that before",
                            (double) after / before,
                            FLAT,
                            "%.2f"),
                    served("flood: good requests admitted, %", h1),
                    Line.plain("flood: 99th percentile of them, ms", "%.1f", h1.slowestMillis()),
                    Line.plain("flood over HTTP/2: bad keys a second", "%,.0f", multiplexed[0]),
                    Line.atMost(
                            "flood over HTTP/2: memory, times that before",
                            (double) last / after,
                            FLAT,
                            "%.2f"),
                    served("flood over HTTP/2: good requests admitted, %", h2),
                    Line.plain(
                            "flood over HTTP/2: 99th percentile of them, ms",
                            "%.1f",
                            h2.slowestMillis()));
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static Line served(String what, Served served) {
        return Line.atLeast(what, 100.0 * served.admitted() / served.asked(), 100, "%.1f");
    }

    /** Asks with a good key, again and again, while a flood lasts. */
    private Served during(Callable<?> flood) throws Exception {
        var over = new CountDownLatch(1);
        var failure = new Exception[1];
        Thread flooding =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                var _ = flood.call();
                            } catch (Exception e) {
                                failure[0] = e;
                            }
                            over.countDown();
                        });
        long asked = 0;
        long admitted = 0;
        var nanos = new ArrayList<Long>();
        while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
            long begin = System.nanoTime();
            admitted += fleet.ask(edge, goodKey) == 200 ? 1 : 0;
            nanos.add(System.nanoTime() - begin);
            asked++;
        }
        flooding.join();
        if (failure[0] != null) {
            throw failure[0];
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Served(asked, admitted, sorted[(int) (sorted.length * 0.99)] / 1e6);
    }

    /** Many requests on few connections, as HTTP/2 allows; answers how many were made a second. */
    private static double h2load(String door) throws IOException, InterruptedException {
        Process flood =
                new ProcessBuilder(
                                "h2load",
                                "-c16",
                                "-m100",
                                "-D" + SECONDS,
                                "-Hauthorization: Bearer " + badKey(new Random(1)),
                                door)
                        .redirectErrorStream(true)
                        .start();
        String output;
        try (var reader = flood.inputReader()) {
            output = String.join("\n", reader.lines().toList());
        }
        Matcher finished = FINISHED.matcher(output);
        if (flood.waitFor() != 0 || !finished.find()) {
            throw new IOException("h2load failed: " + output);
        }
        return Double.parseDouble(finished.group(1));
    }

    private List<SocketChannel> connections() throws IOException {
        var open = new ArrayList<SocketChannel>(CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            open.add(
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port())));
        }
        return open;
    }

    /** Whether the other side has not ended it; nothing was ever sent. */
    private static boolean isOpen(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            return channel.read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private long residentKib() throws IOException {
        Path status = Path.of("/proc", String.valueOf(edge.program().process().pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Keys that are well formed but unknown, and every tenth that is not even that. */
    private static Path badKeys(Path directory) throws IOException {
        var random = new Random(7);
        var keys = new ArrayList<String>();
        for (int i = 0; i < BAD_KEYS; i++) {
            keys.add(i % 10 == 0 ? "tg_live_mistyped" + i : badKey(random));
        }
        return Files.write(directory.resolve("bad-keys.txt"), keys);
    }

    private static String badKey(Random random) {
        byte[] bytes = new byte[KeyForm.RANDOM_BYTES];
        random.nextBytes(bytes);
        return KeyForm.DEFAULT.mint(Environment.LIVE, bytes);
    }
}
