package io.tollgate.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the programs are started: a small heap, and the compiler that is quick to start unless speed
 * is what is measured.
 */
record Jvm(boolean measured) {
    /** Root of the checkout; tests run in the directory of their module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The programs as they were built. */
    static final Path LIBRARIES = ROOT.resolve("standalone/target/tollgate/lib");

    /** The directory of the Java that runs this. */
    static final Path HOME = Path.of(System.getProperty("java.home"));

    /** The command line of a role with its arguments. */
    List<String> command(String... role) {
        return command(List.of(), role);
    }

    /** The command line of a role with its arguments, in a JVM with more options. */
    List<String> command(List<String> options, String... role) {
        if (!Files.isDirectory(LIBRARIES)) {
            throw new IllegalStateException(LIBRARIES + " is missing: build the module standalone");
        }
        var command = new ArrayList<String>();
        command.add(HOME.resolve("bin/java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        if (!measured) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(options);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of("-cp", LIBRARIES + "/*", "io.tollgate.standalone.Tollgate"));
        command.addAll(List.of(role));
        return command;
    }
}
