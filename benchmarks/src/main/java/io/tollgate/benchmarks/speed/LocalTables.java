package io.tollgate.benchmarks.speed;

import io.tollgate.edge.table.Clocks;
import io.tollgate.edge.table.ControlTables;
import io.tollgate.edge.table.TableListeners;
import io.tollgate.edge.table.TableSettings;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.settings.KafkaConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The tables of an edge without the edge. */
final class LocalTables {
    private static final long KEYS_ON_HEAP = 200_000;

    private LocalTables() {}

    /** Opens tables in a directory and reads them from a broker to their ends. */
    static ControlTables read(String bootstrapServers, Path directory) throws InterruptedException {
        InstantSource wall = InstantSource.system();
        var settings =
                new TableSettings(
                        directory,
                        Duration.ofMinutes(5),
                        KEYS_ON_HEAP,
                        new Pepper(new byte[32]),
                        _ -> true);
        ControlTables tables =
                ControlTables.open(
                        ManyKeys.TOPICS,
                        settings,
                        new Clocks(wall, System::nanoTime, wall::millis));
        tables.start(
                KafkaConnection.to(bootstrapServers),
                new TableListeners(_ -> {}, () -> {}, _ -> {}, _ -> {}));
        while (!tables.readiness().getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return tables;
    }
}
