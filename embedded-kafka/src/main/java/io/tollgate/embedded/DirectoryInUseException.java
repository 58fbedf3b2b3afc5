package io.tollgate.embedded;

import java.io.Serial;
import java.nio.file.Path;

/** Another running broker, of this process or another, works on the same directory. */
public final class DirectoryInUseException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path directory) {
        super("another broker is running on the directory " + directory.toAbsolutePath());
    }
}
