package io.tollgate.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs for Node with the libraries that they are locked to. */
final class NodePackage {
    private NodePackage() {}

    /**
     * Installs a package; without npm, or where it can't get the libraries, the test is skipped.
     *
     * @param name of the folder that the package is in
     * @param directory is made afresh
     */
    static void install(String name, Path directory) throws IOException {
        Tools.need("npm", "--version");
        Directories.makeAfresh(directory);
        try (Stream<Path> files = Files.list(Path.of("src", "test", name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Shell.Result result = Shell.run(directory, "npm", "ci", "--ignore-scripts");
        if (result.exit() != 0) {
            Tools.missing("npm can't install what " + name + " needs: " + result.errors());
        }
    }
}
