package io.tollgate.standalone;

import io.tollgate.metering.Metering;
import io.tollgate.metering.MeteringSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs this role alone, against a Kafka of its own. */
@Command(
        name = "metering",
        description =
                "Runs one metering instance. Settings: TOLLGATE_METERING_…, KAFKA_BOOTSTRAP_SERVERS.",
        mixinStandardHelpOptions = true)
final class MeteringCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Metering metering = Metering.start(MeteringSettings.from(System.getenv()));
        return Running.untilStopped(metering, metering.failed());
    }
}
