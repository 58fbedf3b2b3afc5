package io.tollgate.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The sole right to a directory, from taking it until it is closed or the process ends. */
final class DirectoryLock implements AutoCloseable {
    /*
     * Kafka locks its log directories too, but a node that is broker and controller in one does so
     * only after its controller has opened the metadata log in the same directory: a second broker
     * would already have written there when it is turned away.
     */
    private final FileChannel file;

    private DirectoryLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Makes the directory if need be and locks it.
     *
     * @throws DirectoryInUseException if somebody else holds it
     * @throws UncheckedIOException if it cannot be made or written
     */
    static DirectoryLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            var file =
                    FileChannel.open(
                            directory.resolve("broker.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (!locked(file)) {
                file.close();
                throw new DirectoryInUseException(directory);
            }
            return new DirectoryLock(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the broker cannot use the directory " + directory.toAbsolutePath(), e);
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's directory could not be given back", e);
        }
    }
}
