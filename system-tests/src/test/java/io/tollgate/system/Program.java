package io.tollgate.system;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A program as a process of its own, which can be ended and started again on what it left. Output
 * and errors go to one file, over all starts. Not thread-safe.
 */
final class Program implements AutoCloseable {
    private static final long STOPS_WITHIN_SECONDS = 60;
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // A test run that is ended from outside leaves nothing behind.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final List<String> command;
    private final Map<String, String> settings;
    private final Path directory;
    private final Path log;
    private @Nullable Process process;

    /**
     * A program that is not running yet.
     *
     * @param settings what it finds in its environment beside what this process has, without the
     *     settings of this process
     * @param directory where it runs, and where its output goes
     */
    Program(String name, List<String> command, Map<String, String> settings, Path directory) {
        this.name = name;
        this.command = List.copyOf(command);
        this.settings = Map.copyOf(settings);
        this.directory = directory;
        this.log = directory.resolve(name.replace(' ', '-') + ".log");
    }

    String name() {
        return name;
    }

    /** Starts it; whether it is ready is another question. */
    Program start() {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(directory.toFile());
        builder.redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment()
                .keySet()
                .removeIf(variable ->
                        variable.startsWith("TOLLGATE_") || variable.startsWith("KAFKA_"));
        builder.environment().putAll(settings);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " can't be started", e);
        }
        RUNNING.add(process);
        return this;
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends it with SIGKILL, as a crash does. */
    void kill() {
        running().destroyForcibly();
        ended();
    }

    /** Ends it with SIGTERM, as an orderly shutdown does, and returns its exit code. */
    int stop() {
        running().destroy();
        return ended();
    }

    /** Makes it stand still, as a machine does that is out of memory or being moved. */
    void freeze() {
        signal("STOP");
    }

    /** Lets it go on. */
    void thaw() {
        signal("CONT");
    }

    /** Lets it write nothing more into any file, as a disk that is full does. */
    void fillDisk() {
        run("prlimit", "--fsize=0:", "--pid", pid());
    }

    /** Lets it write into files again. */
    void emptyDisk() {
        run("prlimit", "--fsize=unlimited:", "--pid", pid());
    }

    /** Tells it to end, as {@link #stop} does, and does not wait for it. */
    void tellToStop() {
        running().destroy();
    }

    private void signal(String name) {
        run("kill", "-" + name, pid());
    }

    private String pid() {
        return String.valueOf(running().pid());
    }

    private static void run(String... words) {
        try {
            int exit = new ProcessBuilder(words).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new AssertionError(String.join(" ", words) + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program was dealt with", e);
        }
    }

    /** Waits until it ends by itself, and returns its exit code. */
    int ended() {
        Process ending = running();
        try {
            if (!ending.waitFor(STOPS_WITHIN_SECONDS, SECONDS)) {
                throw new AssertionError(
                        name + " has not ended within " + STOPS_WITHIN_SECONDS + " s\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was ending", e);
        }
        RUNNING.remove(ending);
        return ending.exitValue();
    }

    @Override
    public void close() {
        if (isRunning()) {
            kill();
        }
    }

    /** All it has written so far. */
    String output() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("the output of " + name + " can't be read", e);
        }
    }

    /** The end of what it has written, under its name. */
    String tail() {
        List<String> lines = output().lines().toList();
        int from = Math.max(0, lines.size() - 60);
        return "---- "
                + name
                + " ("
                + log
                + ")\n"
                + String.join("\n", lines.subList(from, lines.size()));
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }
}
