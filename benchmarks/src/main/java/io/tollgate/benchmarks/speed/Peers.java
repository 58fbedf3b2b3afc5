package io.tollgate.benchmarks.speed;

import io.tollgate.benchmarks.fleet.Ports;
import io.tollgate.benchmarks.fleet.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts what people would use instead; closing ends all of it. */
final class Peers implements AutoCloseable {
    private static final Path CONFIGURATIONS = Path.of("benchmarks", "peers");

    private final Path directory;
    private final List<Program> programs = new ArrayList<>();

    Peers(Path directory) {
        this.directory = directory;
    }

    /** A Jetty server that answers 200. */
    Contender bareJetty() throws IOException, InterruptedException {
        int port = Ports.free();
        Program jetty =
                add(Program.java("jetty", directory, BareJetty.class, String.valueOf(port)), port);
        return new Contender("bare Jetty core handler", url(port), List.of(jetty));
    }

    /** A Jetty server that passes on. */
    Contender bareReverse(int upstream) throws IOException, InterruptedException {
        int port = Ports.free();
        Program jetty =
                add(
                        Program.java(
                                "jetty-reverse",
                                directory,
                                BareJetty.class,
                                String.valueOf(port),
                                String.valueOf(upstream)),
                        port);
        return new Contender("bare Jetty reverse proxy", url(port), List.of(jetty));
    }

    /** nginx that counts in Redis. */
    Contender nginxWithRedis() throws IOException, InterruptedException {
        int redisPort = Ports.free();
        Program redis = redis(redisPort);
        int port = Ports.free();
        Program nginx = nginx("nginx-redis", port, Map.of("@REDIS@", String.valueOf(redisPort)));
        return new Contender("nginx, Lua INCR in Redis", url(port), List.of(nginx, redis));
    }

    /** Redis that keeps nothing on disk. */
    Program redis(int port) throws IOException, InterruptedException {
        return add(
                Program.start(
                        "redis",
                        directory,
                        Map.of(),
                        List.of(
                                "redis-server",
                                "--port",
                                String.valueOf(port),
                                "--bind",
                                Ports.LOOPBACK,
                                "--save",
                                "",
                                "--appendonly",
                                "no")),
                port);
    }

    /** What stands behind the proxies; answers its port. */
    int upstream() throws IOException, InterruptedException {
        int port = Ports.free();
        var _ = nginx("upstream", port, Map.of());
        return port;
    }

    /** HAProxy that counts in a stick table. */
    Contender haproxy(int upstream) throws IOException, InterruptedException {
        int port = Ports.free();
        Path file =
                configuration(
                        "haproxy.cfg",
                        Map.of(
                                "@PORT@", String.valueOf(port),
                                "@UPSTREAM@", String.valueOf(upstream),
                                "@CORES@",
                                        String.valueOf(
                                                Runtime.getRuntime().availableProcessors())));
        Program haproxy =
                Program.start(
                        "haproxy",
                        directory,
                        Map.of(),
                        List.of("haproxy", "-db", "-f", file.toString()));
        return new Contender("HAProxy, stick table", url(port), List.of(add(haproxy, port)));
    }

    /** Spring Cloud Gateway with its rate limiter in Redis; its Redis counts. */
    Contender springCloudGateway(int upstream) throws IOException, InterruptedException {
        int redisPort = Ports.free();
        Program redis = redis(redisPort);
        int port = Ports.free();
        Program gateway =
                Program.start(
                        "spring-cloud-gateway",
                        directory,
                        Map.of(
                                "SERVER_PORT", String.valueOf(port),
                                "UPSTREAM_PORT", String.valueOf(upstream),
                                "REDIS_PORT", String.valueOf(redisPort)),
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-jar",
                                CONFIGURATIONS
                                        .resolve(
                                                "spring-cloud-gateway/target/spring-cloud-gateway.jar")
                                        .toString()));
        return new Contender(
                "Spring Cloud Gateway, Redis limiter",
                url(port),
                List.of(add(gateway, port), redis));
    }

    @Override
    public void close() {
        programs.reversed().forEach(Program::close);
    }

    private Program nginx(String name, int port, Map<String, String> more)
            throws IOException, InterruptedException {
        var values = new HashMap<>(more);
        values.put("@PORT@", String.valueOf(port));
        values.put("@DIR@", directory.toString());
        Path file = configuration(name + ".conf", values);
        return add(
                Program.start(
                        name,
                        directory,
                        Map.of(),
                        List.of(
                                "nginx",
                                "-e",
                                "stderr",
                                "-p",
                                directory.toString(),
                                "-c",
                                file.toString())),
                port);
    }

    private Path configuration(String name, Map<String, String> values) throws IOException {
        String text = Files.readString(CONFIGURATIONS.resolve(name));
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        return Files.writeString(directory.resolve(name), text);
    }

    private Program add(Program program, int port) throws InterruptedException {
        programs.add(program);
        Ports.await(program, port);
        return program;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port + "/";
    }
}
