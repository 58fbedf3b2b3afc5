package io.tollgate.benchmarks.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of its own, whose CPU can be told, with that of all it started. */
public record Program(String name, Process process) implements AutoCloseable {
    private static final String TOLLGATE = "io.tollgate.standalone.Tollgate";
    private static final List<String> HEAP = List.of("-Xmx512m");

    /** Starts a program of Tollgate. */
    public static Program tollgate(
            String name, Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(name, directory, environment, javaCommand(HEAP, TOLLGATE, arguments));
    }

    /** As {@link #tollgate}, with other options for the JVM than half a gigabyte of heap. */
    public static Program tollgate(
            String name,
            Path directory,
            Map<String, String> environment,
            List<String> options,
            String... arguments)
            throws IOException {
        return start(name, directory, environment, javaCommand(options, TOLLGATE, arguments));
    }

    /** Starts a Java program by its main class, on the class path of this one. */
    public static Program java(String name, Path directory, Class<?> main, String... arguments)
            throws IOException {
        return start(name, directory, Map.of(), javaCommand(HEAP, main.getName(), arguments));
    }

    /** Starts any program; what it prints goes into a file with its name in the directory. */
    public static Program start(
            String name, Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(directory.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        return new Program(name, builder.start());
    }

    /**
     * The command of a Java program on the class path of this one. Options in {@code
     * BENCHMARK_JAVA_OPTS} reach all of them, such as those of a profiler.
     */
    public static List<String> javaCommand(List<String> options, String main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        String more = System.getenv("BENCHMARK_JAVA_OPTS");
        if (more != null) {
            command.addAll(List.of(more.split(" ", -1)));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What it and all that it started have taken so far. */
    public Duration cpu() {
        return process.descendants()
                .map(Program::cpuOf)
                .reduce(cpuOf(process.toHandle()), Duration::plus);
    }

    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private static Duration cpuOf(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
