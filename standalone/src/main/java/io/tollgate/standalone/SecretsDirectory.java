package io.tollgate.standalone;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the files of secrets are that a command changes. */
final class SecretsDirectory {
    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "where the file is, as 'tollgate secrets' wrote it")
    private Path directory = Path.of(".");

    Path path() {
        return directory;
    }
}
