package io.tollgate.edge.fleet;

import java.nio.file.Path;

/** An edge can't use its data directory; the message names the directory and says why. */
public final class DataDirectoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }

    private DataDirectoryException(String message) {
        super(message);
    }

    static DataDirectoryException inUse(Path directory) {
        return new DataDirectoryException(
                "the directory "
                        + directory.toAbsolutePath()
                        + " belongs to an edge that is running; each edge needs a data directory of"
                        + " its own");
    }

    static DataDirectoryException unusable(Path directory, Throwable cause) {
        return new DataDirectoryException(
                "can't use the directory " + directory.toAbsolutePath() + " for an edge: " + cause,
                cause);
    }

    static DataDirectoryException badId(Path file) {
        return new DataDirectoryException(
                "the file "
                        + file.toAbsolutePath()
                        + " must hold an edge id, which is a ULID; restore it, or remove it to make"
                        + " this a new edge");
    }
}
