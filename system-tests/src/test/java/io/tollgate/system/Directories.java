package io.tollgate.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories of tests, and what is in them. */
final class Directories {
    private Directories() {}

    /** Makes a directory that is empty, whatever an earlier run left there. */
    static void makeAfresh(Path directory) {
        try {
            if (Files.exists(directory)) {
                for (Path path : deepestFirst(directory)) {
                    Files.delete(path);
                }
            }
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " can't be made afresh", e);
        }
    }

    /** What a file holds, without an end of line. */
    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> deepestFirst(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
