package io.tollgate.admin;

import java.util.concurrent.CountDownLatch;

/**
 * Runs the admin API alone. Ends with 0 after being told to stop, and with 1 if it could not start.
 */
public final class Main {
    private Main() {}

    /** Starts, and runs until the process is told to stop. */
    public static void main(String[] args) throws InterruptedException {
        try {
            Admin admin = Admin.start(AdminSettings.from(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(admin), "stop"));
        } catch (Exception e) {
            System.err.println("the admin API can't start: " + e.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    private static void stop(Admin admin) {
        admin.close();
        // A hook that returns would end with 143 after SIGTERM, which reads like a failure.
        Runtime.getRuntime().halt(0);
    }
}
