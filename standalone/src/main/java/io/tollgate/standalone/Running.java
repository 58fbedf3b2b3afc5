package io.tollgate.standalone;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the process running until it is told to stop, and then ends it in order. */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private Running() {}

    /**
     * Waits for SIGTERM or Ctrl-C, closes what runs, and ends the process with 0, or with 1 if
     * closing failed.
     */
    static void untilStopped(AutoCloseable program) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(program), "stop"));
        new CountDownLatch(1).await();
    }

    private static void close(AutoCloseable program) {
        int exit;
        try {
            program.close();
            exit = 0;
        } catch (Exception e) {
            LOG.atError().setCause(e).log("did not stop in order");
            exit = 1;
        }
        // A hook that returns would end with 143 after SIGTERM, which reads like a failure.
        Runtime.getRuntime().halt(exit);
    }
}
