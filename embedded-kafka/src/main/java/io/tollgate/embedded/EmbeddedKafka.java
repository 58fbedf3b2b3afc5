package io.tollgate.embedded;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Kafka broker in this JVM, its own controller included.
 *
 * <p>Its directory can be used again by a later broker, on other ports too, however this one ended.
 * It creates no topic that nobody asked for and speaks plain text, to loopback unless told
 * otherwise. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    private final String bootstrapServers;
    private final Faults faults;
    private final Thread stopping;

    private EmbeddedKafka(String bootstrapServers, Faults faults, Runnable stop) {
        this.bootstrapServers = bootstrapServers;
        this.faults = faults;
        this.stopping = Thread.ofPlatform().daemon().name("embedded-kafka-stop").unstarted(stop);
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @throws PortInUseException if a port is taken; nothing was started then
     * @throws DirectoryInUseException if a broker is running on the directory; nothing was started
     * @throws java.io.UncheckedIOException if the directory or the address cannot be used
     * @throws IllegalStateException if Kafka cannot start on what it finds; all of it is stopped
     *     again
     */
    public static EmbeddedKafka start(BrokerSettings settings) {
        var sockets = BoundSockets.bind(settings);
        try {
            var lock = DirectoryLock.take(settings.directory());
            try {
                return start(settings, sockets, lock);
            } catch (RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (RuntimeException e) {
            sockets.close();
            throw e;
        }
    }

    /** What clients are configured with: host and port. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Completes with the cause if the broker fails for good; it is then to be closed. */
    public CompletionStage<Throwable> failure() {
        return faults.fatal();
    }

    /**
     * Stops the broker; what it acknowledged is on disk afterwards. Returns after at most half a
     * minute, however the broker behaves. Closing twice is closing once.
     */
    @Override
    public void close() {
        synchronized (stopping) {
            if (stopping.getState() == Thread.State.NEW) {
                stopping.start();
            }
        }
        try {
            if (!stopping.join(STOPS_WITHIN)) {
                log.atWarn()
                        .addKeyValue("bootstrapServers", bootstrapServers)
                        .addKeyValue("waited", STOPS_WITHIN)
                        .log("embedded broker did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static EmbeddedKafka start(
            BrokerSettings settings, BoundSockets sockets, DirectoryLock lock) {
        var directory = settings.directory().toAbsolutePath();
        var port = sockets.clientPort();
        var faults = new Faults();
        var config = BrokerConfig.of(settings, port, sockets.controllerAddress());
        var node = KafkaNode.on(directory, config, sockets, faults);
        try {
            node.start();
        } catch (Throwable e) { // Kafka's Scala throws checked exceptions that it does not declare
            node.stop();
            throw new IllegalStateException(
                    "the broker on " + directory + " did not start: " + e.getMessage(), e);
        }
        var bootstrapServers = BrokerConfig.hostInAddress(settings.host()) + ":" + port;
        log.atInfo()
                .addKeyValue("bootstrapServers", bootstrapServers)
                .addKeyValue("directory", directory)
                .log("embedded broker started");
        return new EmbeddedKafka(
                bootstrapServers,
                faults,
                () -> {
                    try (lock;
                            sockets) {
                        node.stop();
                    }
                });
    }
}
