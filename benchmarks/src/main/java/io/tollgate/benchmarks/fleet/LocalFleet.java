package io.tollgate.benchmarks.fleet;

import static io.tollgate.benchmarks.fleet.Ports.LOOPBACK;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The programs of Tollgate on this machine, each a process; closing ends them all. */
public final class LocalFleet implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEYS_OF_AN_OWNER = 10;
    private static final Duration LONGEST_START = Duration.ofMinutes(10);
    private static final List<String> HEAP = List.of("-Xmx512m");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path directory;
    private final String kafka = LOOPBACK + ":" + Ports.free();
    private final int adminPort = Ports.free();
    private final List<Program> programs = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();

    /** An edge and its two doors. */
    public record Edge(Program program, int port, int privatePort) {}

    private LocalFleet(Path directory) throws IOException {
        this.directory = directory;
    }

    /** Starts a broker, and makes the secrets that the programs share; these are added. */
    public static LocalFleet start(Path directory) throws IOException, InterruptedException {
        var fleet = new LocalFleet(directory);
        try {
            int port = Integer.parseInt(fleet.kafka.substring(fleet.kafka.indexOf(':') + 1));
            Program broker =
                    Program.java(
                            "kafka",
                            directory,
                            Broker.class,
                            directory.resolve("kafka").toString(),
                            String.valueOf(port));
            fleet.programs.add(broker);
            fleet.secrets();
            Ports.await(broker, port);
            return fleet;
        } catch (IOException | InterruptedException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private void secrets() throws IOException, InterruptedException {
        var secrets =
                Program.tollgate(
                        "secrets", directory, Map.of(), "secrets", "--dir", directory.toString());
        if (secrets.process().waitFor() != 0) {
            throw new IllegalStateException("no secrets were made; secrets.log says why");
        }
    }

    /** Starts an admin, and waits until it is ready. */
    public void admin() throws IOException, InterruptedException {
        admin(HEAP);
    }

    /** Does the same with other options of its JVM. */
    public void admin(List<String> options) throws IOException, InterruptedException {
        role(
                "admin",
                "admin",
                options,
                Map.of(
                        "PORT", String.valueOf(adminPort),
                        "PEPPER_FILE", file("pepper"),
                        "TOKEN_FILE", file("admin-token"),
                        "MASTER_KEY_FILE", file("master-key"),
                        "DATA_DIR", file("admin")));
        awaitReady(adminPort);
    }

    /** Starts a metering instance, and waits until it is ready. */
    public Program metering() throws IOException, InterruptedException {
        int port = Ports.free();
        Program metering =
                role(
                        "metering",
                        "metering",
                        HEAP,
                        Map.of(
                                "PORT", String.valueOf(port),
                                "STANDBY_REPLICAS", "0",
                                "STATE_DIR", file("metering")));
        awaitReady(port);
        return metering;
    }

    /** Starts an edge, and waits until it is ready. */
    public Edge edge(String name) throws IOException, InterruptedException {
        Edge edge = edge(name, HEAP, Map.of());
        awaitReady(edge.privatePort());
        return edge;
    }

    /**
     * Starts an edge, and does not wait.
     *
     * @param options of its JVM
     * @param settings beside the usual ones, by their names without a prefix
     */
    public Edge edge(String name, List<String> options, Map<String, String> settings)
            throws IOException {
        int port = Ports.free();
        int privatePort = Ports.free();
        var all = new HashMap<String, String>();
        all.put("NAME", name);
        all.put("PORT", String.valueOf(port));
        all.put("PRIVATE_PORT", String.valueOf(privatePort));
        all.put("PEPPER_FILE", file("pepper"));
        all.put("DATA_DIR", file(name));
        all.putAll(settings);
        var edge = new Edge(role("edge", name, options, all), port, privatePort);
        edges.add(edge);
        return edge;
    }

    private Program role(
            String role, String log, List<String> options, Map<String, String> settings)
            throws IOException {
        var environment = new HashMap<String, String>();
        String prefix = "TOLLGATE_" + role.toUpperCase(Locale.ROOT) + "_";
        settings.forEach((name, value) -> environment.put(prefix + name, value));
        environment.put(prefix + "BIND_ADDRESS", LOOPBACK);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
        Program started = Program.tollgate(log, directory, environment, options, role);
        var program = new Program(role, started.process());
        programs.add(program);
        return program;
    }

    /** Where the broker listens. */
    public String kafka() {
        return kafka;
    }

    /** All programs, in the order they were started. */
    public List<Program> programs() {
        return List.copyOf(programs);
    }

    /** All edges, in the order they were started. */
    public List<Edge> edges() {
        return List.copyOf(edges);
    }

    /** Path of a file of the fleet, such as its pepper. */
    public String file(String name) {
        return directory.resolve(name).toString();
    }

    /**
     * Makes keys under limits that nobody reaches, ten of an owner, and a route for everything, and
     * waits until all edges admit them.
     *
     * @return their secrets
     */
    public List<String> keys(int number, String upstream) throws IOException, InterruptedException {
        call(
                "POST",
                "/v1/routes",
                "{\"id\":\"all\",\"match\":{\"path\":\"/**\"},\"upstreams\":[\""
                        + upstream
                        + "\"]}");
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
        for (Edge edge : edges) {
            for (String secret : secrets) {
                while (ask(edge, secret) != 200) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
        }
        return secrets;
    }

    /** Asks an edge about a key as nginx does, and answers the status. */
    public int ask(Edge edge, String secret) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + edge.privatePort() + "/authz/nginx"))
                        .header("Authorization", "Bearer " + secret)
                        .header("X-Original-Method", "GET")
                        .header("X-Original-Host", "localhost")
                        .header("X-Original-URI", "/things")
                        .header("X-Real-IP", LOOPBACK)
                        .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** Calls the admin API. */
    public JsonNode call(String method, String path, String body)
            throws IOException, InterruptedException {
        return call(method, path, "application/json", body);
    }

    /** Imports keys, each a line of JSON. */
    public JsonNode importKeys(String batch, String lines)
            throws IOException, InterruptedException {
        return call("POST", "/v1/keys/import?batch=" + batch, "application/x-ndjson", lines);
    }

    private JsonNode call(String method, String path, String contentType, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                        .method(method, BodyPublishers.ofString(body))
                        .header(
                                "Authorization",
                                "Bearer " + Files.readString(Path.of(file("admin-token"))).strip())
                        .header("Content-Type", contentType)
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /**
     * Waits until a program of ours says that it is ready.
     *
     * @throws IllegalStateException if that takes longer than ten minutes
     */
    public void awaitReady(int port) throws InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!isReady(port)) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        "nobody is ready on port "
                                + port
                                + "; the logs in "
                                + directory
                                + " say why");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
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

    @Override
    public void close() {
        programs.reversed().forEach(Program::close);
    }
}
