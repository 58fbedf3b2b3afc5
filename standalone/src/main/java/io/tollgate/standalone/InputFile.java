package io.tollgate.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a command reads, or standard input where the file is named {@code -}. */
final class InputFile {
    private static final Path STANDARD_INPUT = Path.of("-");

    private InputFile() {}

    /** All of it. */
    static String text(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Its lines, to be closed by the reader. */
    static BufferedReader lines(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8));
    }

    private static InputStream open(Path file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return System.in;
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException _) {
            throw new InputFileException("there is no file " + file);
        } catch (IOException e) {
            throw new InputFileException(
                    "the file " + file + " can't be read: " + e.getClass().getSimpleName());
        }
    }
}
