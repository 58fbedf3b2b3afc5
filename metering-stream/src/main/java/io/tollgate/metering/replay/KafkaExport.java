package io.tollgate.metering.replay;

import io.tollgate.metering.MeteringSettings;
import io.tollgate.schemas.UsageWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Writes usage as it stands into a file. */
public final class KafkaExport {
    private KafkaExport() {}

    /**
     * Writes the newest revision of each window of a length, by start, then key. Memory does not
     * grow with their number; disk among temporary files does.
     *
     * @throws UnreachableException if Kafka can't be reached or lacks the topic
     * @throws IOException if the file can't be written
     */
    public static UsageExport write(
            MeteringSettings settings, UsageWindow window, Scope scope, Path file)
            throws IOException {
        try (var log = new KafkaLog(settings.kafka());
                var disk = new RocksWindows(1)) {
            WindowTable windows = disk.table(0);
            new KafkaUsage(log, settings.topics(), scope).read(window, Map.of(), windows);
            try (var export = new UsageFile(file)) {
                windows.forEach(export::add);
                return export.finish();
            }
        }
    }
}
