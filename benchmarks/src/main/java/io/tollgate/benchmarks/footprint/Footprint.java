package io.tollgate.benchmarks.footprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;

/**
 * Records and bytes on each topic and CPU of each program, per second of a fleet at rest and per
 * million requests on top of that. Starts a broker, admin, metering and two edges as processes,
 * asks the edges about keys as nginx does, and ends them.
 *
 * <pre>Footprint [requests] [keys]</pre>
 */
public final class Footprint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CLIENTS = 32;
    private static final int KEYS_OF_AN_OWNER = 10;
    private static final int REST_SECONDS = 30;
    private static final int SETTLES_SECONDS = 15;
    private static final String LOOPBACK = "127.0.0.1";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final String kafka = LOOPBACK + ":" + freePort();
    private final int adminPort = freePort();
    private final List<Program> programs = new ArrayList<>();
    private final List<Integer> edges = new ArrayList<>();

    private Footprint(Path directory) throws IOException {
        this.directory = directory;
    }

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        long requests = arguments.length > 0 ? Long.parseLong(arguments[0]) : 300_000;
        int keys = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
        var footprint = new Footprint(Files.createTempDirectory("tollgate-footprint"));
        try {
            footprint.start();
            footprint.measure(requests, keys);
        } finally {
            footprint.programs.reversed().forEach(Program::close);
        }
        System.exit(0);
    }

    private void start() throws IOException, InterruptedException {
        programs.add(
                Program.start(
                        "kafka",
                        Broker.class.getName(),
                        directory,
                        Map.of(),
                        directory.resolve("kafka").toString(),
                        kafka.substring(kafka.indexOf(':') + 1)));
        var secrets =
                Program.start(
                        "secrets", directory, Map.of(), "secrets", "--dir", directory.toString());
        secrets.process().waitFor();
        int meteringPort = freePort();
        programs.add(
                start(
                        "admin",
                        Map.of(
                                "PORT", String.valueOf(adminPort),
                                "PEPPER_FILE", file("pepper"),
                                "TOKEN_FILE", file("admin-token"),
                                "MASTER_KEY_FILE", file("master-key"),
                                "DATA_DIR", file("admin"))));
        programs.add(
                start(
                        "metering",
                        Map.of(
                                "PORT", String.valueOf(meteringPort),
                                "STANDBY_REPLICAS", "0",
                                "STATE_DIR", file("metering"))));
        var ready = new ArrayList<>(List.of(adminPort, meteringPort));
        for (int i = 1; i <= 2; i++) {
            int port = freePort();
            edges.add(port);
            ready.add(port);
            programs.add(
                    start(
                            "edge",
                            Map.of(
                                    "NAME", "edge-" + i,
                                    "PORT", "0",
                                    "PRIVATE_PORT", String.valueOf(port),
                                    "PEPPER_FILE", file("pepper"),
                                    "DATA_DIR", file("edge-" + i))));
        }
        for (int port : ready) {
            while (!isReady(port)) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private Program start(String role, Map<String, String> settings) throws IOException {
        var environment = new HashMap<String, String>();
        String prefix = "TOLLGATE_" + role.toUpperCase(Locale.ROOT) + "_";
        settings.forEach((name, value) -> environment.put(prefix + name, value));
        environment.put(prefix + "BIND_ADDRESS", LOOPBACK);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
        String log = settings.getOrDefault("NAME", role);
        Program started = Program.start(log, directory, environment, role);
        return new Program(role, started.process());
    }

    private void measure(long requests, int keys) throws Exception {
        List<String> secrets = keys(keys);
        send(secrets, requests / 3);
        TimeUnit.SECONDS.sleep(SETTLES_SECONDS);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            Reading before = Reading.of(admin, programs);
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            Reading rested = Reading.of(admin, programs);
            send(secrets, requests);
            double busy = (System.nanoTime() - rested.nanos()) / 1e9;
            TimeUnit.SECONDS.sleep(SETTLES_SECONDS);
            Reading after = Reading.of(admin, programs);
            System.out.printf(
                    Locale.ROOT,
                    "%,d requests of %d keys on %d edges in %.0f s, %,.0f a second%n%n",
                    requests,
                    keys,
                    edges.size(),
                    busy,
                    requests / busy);
            print(before, rested, after, requests);
        }
    }

    private static void print(Reading before, Reading rested, Reading after, long requests) {
        double rest = (rested.nanos() - before.nanos()) / 1e9;
        double work = (after.nanos() - rested.nanos()) / 1e9;
        double millions = requests / 1e6;
        System.out.printf(
                Locale.ROOT,
                "%-44s %14s %14s %16s %16s%n",
                "topic",
                "records/s",
                "bytes/s",
                "records/million",
                "bytes/million");
        var topics = new TreeSet<>(after.offsets().keySet());
        for (String topic : topics) {
            double records = (at(rested.offsets(), topic) - at(before.offsets(), topic)) / rest;
            double bytes = (at(rested.bytes(), topic) - at(before.bytes(), topic)) / rest;
            double moreRecords =
                    at(after.offsets(), topic) - at(rested.offsets(), topic) - records * work;
            double moreBytes = at(after.bytes(), topic) - at(rested.bytes(), topic) - bytes * work;
            System.out.printf(
                    Locale.ROOT,
                    "%-44s %14.1f %14.0f %,16.0f %,16.0f%n",
                    topic,
                    records,
                    bytes,
                    Math.max(0, moreRecords / millions),
                    Math.max(0, moreBytes / millions));
        }
        System.out.printf("%n%-44s %14s %31s%n", "program", "cores at rest", "CPU s per million");
        for (String program : new TreeMap<>(after.cpuSeconds()).keySet()) {
            double cores =
                    (at(rested.cpuSeconds(), program) - at(before.cpuSeconds(), program)) / rest;
            double more =
                    at(after.cpuSeconds(), program)
                            - at(rested.cpuSeconds(), program)
                            - cores * work;
            System.out.printf(
                    Locale.ROOT, "%-44s %14.3f %31.1f%n", program, cores, more / millions);
        }
    }

    private static double at(Map<String, ? extends Number> figures, String name) {
        Number figure = figures.get(name);
        return figure == null ? 0 : figure.doubleValue();
    }

    private List<String> keys(int number) throws IOException, InterruptedException {
        call(
                "POST",
                "/v1/routes",
                "{\"id\":\"all\",\"match\":{\"path\":\"/**\"},\"upstreams\":[\"http://127.0.0.1:9\"]}");
        call(
                "POST",
                "/v1/plans",
                """
                {"id": "roomy", "limits": [
                  {"name": "minute", "amount": 1000000, "window": "PT1M", "kind": "rate", "scope": "key"},
                  {"name": "month", "amount": 1000000000, "window": "P1M", "kind": "quota", "scope": "owner"}]}
                """);
        var secrets = new ArrayList<String>();
        for (int i = 0; i < number; i++) {
            String owner = "owner-" + i / KEYS_OF_AN_OWNER;
            if (i % KEYS_OF_AN_OWNER == 0) {
                call("POST", "/v1/owners", "{\"id\":\"" + owner + "\",\"name\":\"Owner\"}");
            }
            JsonNode key =
                    call(
                            "POST",
                            "/v1/keys",
                            "{\"ownerId\":\""
                                    + owner
                                    + "\",\"planId\":\"roomy\",\"environment\":\"live\",\"name\":\"measured\"}");
            secrets.add(key.path("secret").asText());
        }
        for (int edge : edges) {
            for (String secret : secrets) {
                while (ask(edge, secret) != 200) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
        }
        return secrets;
    }

    private void send(List<String> secrets, long requests) throws InterruptedException {
        var next = new AtomicLong();
        var failed = new AtomicLong();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                var _ =
                        clients.submit(() -> {
                            for (long i = next.getAndIncrement();
                                    i < requests;
                                    i = next.getAndIncrement()) {
                                int edge = edges.get((int) (i % edges.size()));
                                String secret = secrets.get((int) (i * 7919 % secrets.size()));
                                if (ask(edge, secret) != 200) {
                                    failed.incrementAndGet();
                                }
                            }
                            return null;
                        });
            }
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " requests were not admitted");
        }
    }

    private int ask(int port, String secret) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/authz/nginx"))
                        .header("Authorization", "Bearer " + secret)
                        .header("X-Original-Method", "GET")
                        .header("X-Original-Host", "localhost")
                        .header("X-Original-URI", "/things")
                        .header("X-Real-IP", LOOPBACK)
                        .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private boolean isReady(int port) throws InterruptedException {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    private JsonNode call(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                        .method(method, BodyPublishers.ofString(body))
                        .header(
                                "Authorization",
                                "Bearer " + Files.readString(Path.of(file("admin-token"))).strip())
                        .header("Content-Type", "application/json")
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
