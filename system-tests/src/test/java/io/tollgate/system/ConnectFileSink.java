package io.tollgate.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.FreePorts;
import io.tollgate.embedded.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Kafka Connect with its own sink that writes records into a file, a line each, and with Apicurio's
 * Avro converter, which knows nothing but the registry's address: a process in which no class is
 * ours. Not thread-safe.
 */
final class ConnectFileSink implements AutoCloseable {
    private static final Path LIBRARIES = Path.of("connect", "target", "lib").toAbsolutePath();
    private static final Pattern LINE =
            Pattern.compile(
                    "Struct\\{keyId=([^,]+),.*?,windowStart=([^,]+),.*?,revision=([0-9]+),.*?requests=([0-9]+),.*");

    private final Program worker;
    private final Path lines;

    ConnectFileSink(Path directory, TestBroker broker, String registry, String topic) {
        Directories.makeAfresh(directory);
        lines = directory.resolve("usage.txt");
        write(directory.resolve("worker.properties"), worker(directory, broker, registry));
        write(directory.resolve("sink.properties"), sink(topic));
        worker =
                new Program(
                        "connect",
                        List.of(
                                Jvm.HOME.resolve("bin/java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                LIBRARIES + "/*",
                                "org.apache.kafka.connect.cli.ConnectStandalone",
                                "worker.properties",
                                "sink.properties"),
                        Map.of(),
                        directory);
    }

    void start() {
        if (!Files.isDirectory(LIBRARIES)) {
            throw new IllegalStateException(
                    LIBRARIES + " is missing: build the module system-tests/connect");
        }
        worker.start();
    }

    boolean isRunning() {
        return worker.isRunning();
    }

    /** What the file holds so far. */
    List<JsonNode> usage() {
        try {
            String text = Files.exists(lines) ? Files.readString(lines) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(ConnectFileSink::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of the file. */
    String firstLine() {
        try (var all = Files.lines(lines)) {
            return all.findFirst().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String tail() {
        return worker.tail();
    }

    @Override
    public void close() {
        worker.close();
    }

    private static Map<String, String> worker(Path directory, TestBroker broker, String registry) {
        String converter = "value.converter.apicurio.registry.";
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "consumer.isolation.level",
                "read_committed",
                "key.converter",
                "org.apache.kafka.connect.storage.StringConverter",
                "value.converter",
                "io.apicurio.registry.utils.converter.AvroConverter",
                converter + "url",
                registry,
                converter + "as-confluent",
                "true",
                "plugin.discovery",
                "service_load",
                "offset.storage.file.filename",
                directory.resolve("offsets").toString(),
                "listeners",
                "http://127.0.0.1:" + FreePorts.one());
    }

    private Map<String, String> sink(String topic) {
        return Map.of(
                "name",
                "usage-into-a-file",
                "connector.class",
                "org.apache.kafka.connect.file.FileStreamSinkConnector",
                "topics",
                topic,
                "file",
                lines.toString());
    }

    private static JsonNode parse(String line) {
        Matcher usage = LINE.matcher(line);
        if (!usage.matches()) {
            throw new AssertionError("not a record of usage: " + line);
        }
        return Json.parse(
                Json.write(
                        Map.of(
                                "keyId", usage.group(1),
                                "windowStart", usage.group(2),
                                "revision", Long.parseLong(usage.group(3)),
                                "requests", Long.parseLong(usage.group(4)))));
    }

    private static void write(Path file, Map<String, String> properties) {
        String text =
                new TreeMap<>(properties)
                        .entrySet().stream()
                                .map(property -> property.getKey() + "=" + property.getValue())
                                .collect(Collectors.joining("\n", "", "\n"));
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
