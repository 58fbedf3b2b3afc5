package io.tollgate.metering.replay;

import io.tollgate.metering.Counted;
import io.tollgate.metering.MeteringSettings;
import io.tollgate.metering.replay.Comparison.Tables;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads from Kafka what edges appended and what usage says, and counts it again. Writes nothing to
 * Kafka. Not thread-safe; good for one run.
 */
public final class KafkaReplay implements AutoCloseable {
    private static final List<UsageWindow> WINDOWS =
            List.of(UsageWindow.MINUTE, UsageWindow.HOUR, UsageWindow.DAY);
    private static final int TABLES = 4;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MeteringSettings settings;
    private final Topics topics;
    private final Scope scope;
    private final RocksWindows disk;
    private final Tables tables;
    private final KafkaLog log;
    private final KafkaUsage usage;
    private final Map<UsageWindow, Map<TopicPartition, Long>> usageRead =
            new EnumMap<>(UsageWindow.class);
    private Coverage coverage = Coverage.NOTHING;

    /**
     * Opens the connection.
     *
     * @param settings those that metering runs with
     * @throws UnreachableException if Kafka can't be reached
     * @throws IOException if there is no place for temporary files
     */
    public KafkaReplay(MeteringSettings settings, Scope scope) throws IOException {
        this.settings = settings;
        this.scope = scope;
        topics = settings.topics();
        log = new KafkaLog(settings.kafka());
        usage = new KafkaUsage(log, topics, scope);
        disk = new RocksWindows(TABLES);
        tables = new Tables(disk.table(0), disk.table(1), disk.table(2), disk.table(3));
    }

    /**
     * Reads, counts and compares.
     *
     * @throws UnreachableException if Kafka can't be reached or lacks a topic
     */
    public ReplayReport run() throws InterruptedException {
        readUsage(tables.before());
        var requests = new KafkaRequests(log, settings, scope);
        var ledger = new Ledger(topics.generation, requests.fromMiddle());
        readAll(topics.edges, (where, status) -> ledger.heard(status, where.timestamp()));
        count(requests, ledger);
        readAll(topics.gaps, (_, gap) -> ledger.missed(gap));
        long newest = Math.max(requests.newestMillis(), newestPulse());
        coverage = requests.coverage();
        return report(ledger, newest, compare());
    }

    /**
     * Writes what {@link #run} counted, a file for each length of windows. Windows of which not all
     * events are in {@code requests} any more are left out.
     *
     * @throws IOException if they can't be written
     */
    public List<UsageExport> write(Path directory) throws IOException {
        Files.createDirectories(directory);
        var written = new ArrayList<UsageExport>();
        for (UsageWindow window : WINDOWS) {
            String name = "usage-" + window.name().toLowerCase(Locale.ROOT) + ".avro";
            try (var file = new UsageFile(directory.resolve(name))) {
                tables.recounted()
                        .forEach(usage -> {
                            if (usage.getWindow() == window && coverage.holds(usage)) {
                                file.add(usage);
                            }
                        });
                written.add(file.finish());
            }
        }
        return written;
    }

    /** Metering writes usage a moment after it read the events, so what is lacking may yet come. */
    private Comparison compare() throws InterruptedException {
        Comparison comparison = Comparison.of(tables, coverage::holds);
        long looks = PATIENCE.plus(settings.usageSettles()).dividedBy(LOOK_EVERY);
        for (int look = 0; look < looks && comparison.lacksSomething(); look++) {
            Thread.sleep(LOOK_EVERY);
            readUsage(tables.after());
            comparison = Comparison.of(tables, coverage::holds);
        }
        return comparison;
    }

    private ReplayReport report(Ledger ledger, long newestMillis, Comparison comparison) {
        List<LedgerLine> lines = ledger.lines(newestMillis);
        List<LedgerLine> told = lines.stream().filter(line -> !line.isHistory()).toList();
        return new ReplayReport(
                told,
                lines.size() - told.size(),
                comparison.totals(),
                comparison.differences(),
                comparison.notCompared(),
                coverage.cut(),
                ledger.missedByMetering(),
                ledger.dropped(),
                log.skipped());
    }

    /** The newest word of anybody alive, so that the silence of others can be told. */
    private long newestPulse() {
        return Stream.of(topics.edges, topics.revocations)
                .mapToLong(topic -> log.newestMillis(log.partitions(topic).getFirst()))
                .max()
                .orElse(0);
    }

    private void readUsage(WindowTable into) {
        for (UsageWindow window : WINDOWS) {
            Map<TopicPartition, Long> from = usageRead.getOrDefault(window, Map.of());
            usageRead.put(window, usage.read(window, from, into));
        }
    }

    private <V extends SpecificRecord> void readAll(Topic<V> topic, KafkaLog.Visitor<V> visitor) {
        List<TopicPartition> partitions = log.partitions(topic);
        log.read(topic, log.beginnings(partitions), log.ends(partitions), visitor);
    }

    private void count(KafkaRequests requests, Ledger ledger) {
        var recount = new Recount(settings.grace(), scope, tables.recounted());
        var unread = new Recount(settings.grace(), scope, tables.unread());
        requests.read((batch, where, readByMetering) -> {
            List<RequestEvent> fresh =
                    ledger.arrived(where.partition(), batch, where.timestamp(), readByMetering);
            Counted counted = KafkaRequests.counted(batch, where, fresh);
            recount.add(counted);
            if (!readByMetering) {
                unread.add(counted);
            }
        });
        recount.flush();
        unread.flush();
    }

    @Override
    public void close() {
        log.close();
        disk.close();
    }
}
