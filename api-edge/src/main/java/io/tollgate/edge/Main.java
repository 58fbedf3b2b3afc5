package io.tollgate.edge;

import io.tollgate.edge.door.PortUnavailableException;
import io.tollgate.edge.fleet.DataDirectoryException;
import io.tollgate.edge.outbox.StoreException;
import io.tollgate.edge.table.TableUnreadableException;
import io.tollgate.schemas.topics.MissingTopicException;
import io.tollgate.settings.InvalidSettingsException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * An edge as a program. It ends with 0 when told to stop, 2 when a setting is wrong (the pepper and
 * busy ports included), 3 when the broker lacks a topic, 4 when its disk can't be used.
 */
public final class Main {
    private static final int BAD_SETTINGS = 2;
    private static final int NO_KAFKA = 3;
    private static final int NO_DISK = 4;

    private Main() {}

    /** Runs until told to stop. */
    public static void main(String[] arguments) throws InterruptedException {
        int exitCode = run();
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private static int run() throws InterruptedException {
        try {
            Edge edge = Edge.start(EdgeSettings.from(System.getenv()));
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name("edge-stop").unstarted(() -> stop(edge)));
            new CountDownLatch(1).await();
            return 0;
        } catch (InvalidSettingsException | PortUnavailableException | IOException e) {
            System.err.println(e.getMessage());
            return BAD_SETTINGS;
        } catch (MissingTopicException e) {
            System.err.println(e.getMessage());
            return NO_KAFKA;
        } catch (StoreException | DataDirectoryException | TableUnreadableException e) {
            System.err.println(e.getMessage());
            return NO_DISK;
        }
    }

    private static void stop(Edge edge) {
        edge.close();
        // A hook that returns would end with the signal's number, as if something went wrong.
        Runtime.getRuntime().halt(0);
    }
}
