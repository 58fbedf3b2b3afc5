package io.tollgate.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** What may be done with files, and by whom. */
@FunctionalInterface
public interface FileModes {
    /** The permissions of a file; empty if it is missing or the disk knows none. */
    Set<PosixFilePermission> of(Path file);

    /** Those of the disk. */
    static FileModes onDisk() {
        return file -> {
            try {
                return Files.getPosixFilePermissions(file);
            } catch (IOException | UnsupportedOperationException _) {
                // Whoever reads the file says that it is missing.
                return Set.of();
            }
        };
    }
}
