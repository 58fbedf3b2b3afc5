package io.tollgate.benchmarks.metering;

import io.tollgate.metering.Metering;
import io.tollgate.metering.MeteringSettings;
import java.nio.file.Path;
import java.util.Map;

/** Metering as it is: duplicates, limits, usage by minute, hour and day, abuse, gaps and fleet. */
final class WholeMetering implements Contender {
    private final String prefix;
    private final Metering metering;

    WholeMetering(String bootstrapServers, String prefix, Path state) throws InterruptedException {
        this.prefix = prefix;
        this.metering =
                Metering.start(
                        MeteringSettings.from(
                                Map.of(
                                        "KAFKA_BOOTSTRAP_SERVERS",
                                        bootstrapServers,
                                        "TOLLGATE_METERING_TOPIC_PREFIX",
                                        prefix,
                                        "TOLLGATE_METERING_STATE_DIR",
                                        state.toString(),
                                        "TOLLGATE_METERING_STANDBY_REPLICAS",
                                        "0",
                                        "TOLLGATE_METERING_PORT",
                                        "0",
                                        "TOLLGATE_METERING_BIND_ADDRESS",
                                        "127.0.0.1")));
    }

    @Override
    public String group() {
        return prefix + "metering";
    }

    @Override
    public void close() {
        metering.close();
    }
}
