package io.tollgate.metering;

import io.tollgate.schemas.topics.MissingTopicException;
import io.tollgate.settings.InvalidSettingsException;
import org.apache.kafka.common.KafkaException;

/**
 * Metering as a program. It ends with 0 when told to stop, 1 when too much went wrong, 2 when a
 * setting is wrong, 3 when Kafka can't be reached, lacks a topic, or another generation counts.
 */
public final class Main {
    private static final int FAILED = 1;
    private static final int BAD_SETTINGS = 2;
    private static final int NO_KAFKA = 3;

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
            Metering metering = Metering.start(MeteringSettings.from(System.getenv()));
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name("stop").unstarted(() -> stop(metering)));
            metering.failed().join();
            return FAILED;
        } catch (InvalidSettingsException e) {
            System.err.println(e.getMessage());
            return BAD_SETTINGS;
        } catch (MissingTopicException | TakeoverRefusedException | KafkaException e) {
            System.err.println(e.getMessage());
            return NO_KAFKA;
        }
    }

    /** The end that was asked for; left to itself, Java would end with the signal's number. */
    private static void stop(Metering metering) {
        boolean failed = metering.failed().isDone();
        metering.close();
        Runtime.getRuntime().halt(failed ? FAILED : 0);
    }
}
