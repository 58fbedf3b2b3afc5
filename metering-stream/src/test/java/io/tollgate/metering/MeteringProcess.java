package io.tollgate.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tollgate.embedded.testing.FreePorts;
import io.tollgate.embedded.testing.TestBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Metering as a process of its own, on a state directory that outlives it. Not thread-safe. */
final class MeteringProcess implements AutoCloseable {
    private static final Path LOGS = Path.of("target", "metering-processes");
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);

    private final Process process;
    private final int port;

    private MeteringProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts an instance.
     *
     * @param state where it keeps its state; the name of the directory is the instance's
     * @param more settings beside those that every instance of a test needs
     */
    static MeteringProcess start(TestBroker broker, Path state, Map<String, String> more)
            throws IOException {
        String name = state.getFileName().toString();
        int port = FreePorts.one();
        var settings = new HashMap<String, String>();
        settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        settings.put("TOLLGATE_METERING_TOPIC_PREFIX", broker.prefix());
        settings.put("TOLLGATE_METERING_STATE_DIR", state.toString());
        settings.put("TOLLGATE_METERING_INSTANCE", name);
        settings.put("TOLLGATE_METERING_BIND_ADDRESS", "127.0.0.1");
        settings.put("TOLLGATE_METERING_PORT", String.valueOf(port));
        settings.putAll(more);
        var command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName());
        command.environment().putAll(settings);
        Path log = Files.createDirectories(LOGS).resolve(broker.prefix() + name + ".log");
        command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return new MeteringProcess(command.start(), port);
    }

    /** Waits until it has its share of the work and is at it. */
    void awaitReady() {
        var uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
        try (var client = HttpClient.newHttpClient()) {
            await().atMost(STARTS_WITHIN).until(() -> process.isAlive() && isReady(client, uri));
        }
    }

    private static boolean isReady(HttpClient client, URI uri) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** Ends it as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it as an operator does. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor()).as("exit code of an orderly end").isZero();
    }

    /** Leaves nothing running, whatever became of the test. */
    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while ending", e));
        }
    }
}
