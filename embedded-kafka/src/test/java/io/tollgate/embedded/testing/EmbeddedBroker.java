package io.tollgate.embedded.testing;

import io.tollgate.embedded.BrokerSettings;
import io.tollgate.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A broker in the JVM of the test, on a directory that is deleted with it. */
final class EmbeddedBroker implements RunningBroker {
    private final Path directory;
    private final BrokerSettings settings;
    private EmbeddedKafka kafka;

    EmbeddedBroker() {
        directory = freshDirectory();
        // A port of its own choice might be taken by another while it is stopped. By its name, as
        // a broker in a container, it can be another address for a client that is told so.
        settings = BrokerSettings.in(directory).listeningOn("localhost", FreePorts.one());
        kafka = EmbeddedKafka.start(settings);
    }

    @Override
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public void stop() {
        kafka.close();
    }

    @Override
    public void start() {
        kafka = EmbeddedKafka.start(settings);
    }

    @Override
    public void close() {
        kafka.close();
        try {
            Files.walkFileTree(directory, new Deleting());
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's directory could not be deleted", e);
        }
    }

    private static Path freshDirectory() {
        try {
            return Files.createTempDirectory("tollgate-broker-");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for the broker", e);
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
