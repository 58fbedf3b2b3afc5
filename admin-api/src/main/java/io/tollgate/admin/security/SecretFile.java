package io.tollgate.admin.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A file that holds one secret and that only its user may read. */
public record SecretFile(Path path) {
    /**
     * The secret, if the file is there.
     *
     * @throws IOException if it can't be read or is empty
     */
    public Optional<String> read() throws IOException {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        String text = Files.readString(path, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            throw new IOException(path + " is empty; it must hold a secret, or not be there");
        }
        return Optional.of(text);
    }

    /**
     * Writes a new secret, with mode 600 from its first moment.
     *
     * @throws FileAlreadyExistsException if the file is there
     */
    public void create(String secret) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        write(path, secret);
    }

    /** Puts another secret in the place of the one that is there, at once and as a whole. */
    public void replace(String secret) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        Files.deleteIfExists(next);
        write(next, secret);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(Path path, String secret) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var mode =
                PosixFilePermissions.asFileAttribute(
                        EnumSet.copyOf(PosixFilePermissions.fromString("rw-------")));
        try (var channel = Files.newByteChannel(path, options, mode)) {
            channel.write(StandardCharsets.UTF_8.encode(secret + "\n"));
        }
    }

    /** The secret, which is made if the file is missing. */
    public String readOrCreate(Supplier<String> make) throws IOException {
        Optional<String> present = read();
        if (present.isPresent()) {
            return present.get();
        }
        String made = make.get();
        create(made);
        return made;
    }
}
