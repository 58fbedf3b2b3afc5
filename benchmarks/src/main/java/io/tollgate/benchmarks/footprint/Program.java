package io.tollgate.benchmarks.footprint;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of the fleet as a process of its own, whose CPU can be told. */
record Program(String name, Process process) implements AutoCloseable {
    private static final String TOLLGATE = "io.tollgate.standalone.Tollgate";

    /** Starts a program of Tollgate. */
    static Program start(
            String name, Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(name, TOLLGATE, directory, environment, arguments);
    }

    /** Starts a program by its main class. */
    static Program start(
            String name,
            String main,
            Path directory,
            Map<String, String> environment,
            String... arguments)
            throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(directory.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        return new Program(name, builder.start());
    }

    /** What it has taken so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
