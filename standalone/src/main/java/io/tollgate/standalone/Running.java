package io.tollgate.standalone;

import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** Keeps the process running until it is told to stop, and then ends it in order. */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private Running() {}

    /**
     * Waits for SIGTERM or Ctrl-C, closes what runs, and ends the process with 0, or with 1 if
     * closing failed.
     */
    static void untilStopped(AutoCloseable program) {
        untilStopped(program, new CompletableFuture<>());
    }

    /** The same, but returns with 1 when the program has failed by itself. */
    static int untilStopped(AutoCloseable program, CompletableFuture<Void> failed) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(program, failed), "stop"));
        failed.join();
        return ExitCode.SOFTWARE;
    }

    private static void close(AutoCloseable program, CompletableFuture<Void> failed) {
        int exit = failed.isDone() ? ExitCode.SOFTWARE : ExitCode.OK;
        try {
            program.close();
        } catch (Exception e) {
            LOG.atError().setCause(e).log("did not stop in order");
            exit = ExitCode.SOFTWARE;
        }
        // A hook that returns would end with 143 after SIGTERM, which reads like a failure.
        Runtime.getRuntime().halt(exit);
    }
}
