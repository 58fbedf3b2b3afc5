package io.tollgate.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A broker in a JVM of its own, which a test can end the hard way. */
final class BrokerInItsOwnProcess implements AutoCloseable {
    private static final String LISTENING = "listening on ";

    private final Process process;
    private final String bootstrapServers;

    private BrokerInItsOwnProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Runs in the other JVM: says where the broker listens and stays until it is killed. */
    static void main(String... args) throws InterruptedException {
        var kafka = EmbeddedKafka.start(BrokerSettings.in(Path.of(args[0])));
        IO.println(LISTENING + kafka.bootstrapServers());
        new CountDownLatch(1).await();
    }

    static BrokerInItsOwnProcess start(Path directory) throws IOException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BrokerInItsOwnProcess.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        return new BrokerInItsOwnProcess(process, addressSaidBy(process));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private static String addressSaidBy(Process process) throws IOException {
        var output = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (var line : (Iterable<String>) lines.lines()::iterator) {
            if (line.startsWith(LISTENING)) {
                return line.substring(LISTENING.length());
            }
            output.append(line).append('\n');
        }
        throw new IOException("the broker's process ended: " + output);
    }
}
