package io.tollgate.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a program finds a secret: in a setting, such as a variable that a secret store fills, or
 * else in a file. Its text form does not tell the secret. Immutable.
 *
 * @param setting what the place is called in messages: the variable, or the file
 * @param given the secret itself, empty if it lies in the file
 * @param file where it lies if it is not given
 */
public record SecretPlace(String setting, Optional<String> given, Path file) {
    /**
     * Reads a setting that holds a secret, and the one of the same name with {@code File}.
     *
     * @param otherwise the file, if neither is set
     */
    public static SecretPlace read(SettingsReader reader, String setting, Path otherwise) {
        Optional<String> given = reader.text(setting);
        if (given.isPresent() && reader.text(setting + "File").isPresent()) {
            reader.reject(setting, "(hidden)", "say this or " + reader.variable(setting + "File"));
        }
        Path file = reader.path(setting + "File", otherwise);
        return new SecretPlace(
                given.isPresent() ? reader.variable(setting) : file.toString(), given, file);
    }

    /**
     * The secret, as it is given or as the file has it.
     *
     * @throws IOException if the file is missing or can't be read
     */
    public String text() throws IOException {
        return given.isPresent() ? given.get() : Files.readString(file);
    }

    /** The file that the secret lies in; empty if it is given. */
    public Optional<Path> inFile() {
        return given.isPresent() ? Optional.empty() : Optional.of(file);
    }

    @Override
    public String toString() {
        return setting;
    }
}
