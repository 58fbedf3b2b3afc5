package io.tollgate.benchmarks.metering;

import com.sun.management.OperatingSystemMXBean;
import io.tollgate.admin.DefaultRules;
import io.tollgate.benchmarks.fleet.Program;
import io.tollgate.embedded.BrokerSettings;
import io.tollgate.embedded.EmbeddedKafka;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Events per second and per CPU second of metering, beside a bare {@code count()} on the same
 * records: both as processes of their own against one broker, one after the other, in turns. Times
 * begin when a quarter of the events is done, so that starting and warming up are left out.
 *
 * <pre>MeteringThroughput [events] [rounds]</pre>
 */
public final class MeteringThroughput {
    private static final int PARTITIONS = 6;
    private static final int BATCH = 20;
    private static final String METERING = "metering";
    private static final String COUNT = "count()";

    private MeteringThroughput() {}

    /** What a contender took for a number of events. */
    private record Taken(long events, double seconds, double cpuSeconds) {
        String text() {
            return events + " " + seconds + " " + cpuSeconds;
        }

        static Taken parse(String text) {
            String[] parts = text.split(" ", -1);
            return new Taken(
                    Long.parseLong(parts[0]),
                    Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]));
        }
    }

    /** Measures and prints; with {@code contend} as first argument it is a contender itself. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("contend")) {
            contend(arguments[1], arguments[2], arguments[3], Long.parseLong(arguments[4]));
            return;
        }
        long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 4_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        var taken = new ArrayList<Taken>();
        var bare = new ArrayList<Taken>();
        Path directory = Files.createTempDirectory("tollgate-benchmark");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(BrokerSettings.in(directory))) {
            for (int round = 0; round < rounds; round++) {
                String prefix = "round-" + round + ".";
                prepare(kafka.bootstrapServers(), prefix, events, round);
                for (String contender :
                        round % 2 == 0 ? List.of(METERING, COUNT) : List.of(COUNT, METERING)) {
                    Taken one = run(contender, kafka.bootstrapServers(), prefix, events);
                    (contender.equals(METERING) ? taken : bare).add(one);
                    System.out.printf(
                            Locale.ROOT,
                            "round %d  %-9s %,10.0f events/s  %,10.0f events/CPU s%n",
                            round + 1,
                            contender,
                            one.events() / one.seconds(),
                            one.events() / one.cpuSeconds());
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "metering to count(), medians: events/s %.2f, events/CPU s %.2f%n",
                median(taken, t -> t.events() / t.seconds())
                        / median(bare, t -> t.events() / t.seconds()),
                median(taken, t -> t.events() / t.cpuSeconds())
                        / median(bare, t -> t.events() / t.cpuSeconds()));
        System.exit(0);
    }

    private static void prepare(String bootstrapServers, String prefix, long events, long seed)
            throws InterruptedException {
        Topics topics = topics(prefix);
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(kafka)) {
            new TopicCreator(admin).createMissing(topics.all());
        }
        judge(kafka, topics.rules);
        new Workload(topics.requests, PARTITIONS, seed)
                .write(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "linger.ms",
                                10,
                                "batch.size",
                                128 << 10,
                                "compression.type",
                                "lz4"),
                        events,
                        Instant.now());
    }

    /** With the rules of a new installation, as a fleet has that watches for abuse. */
    private static void judge(Map<String, Object> kafka, Topic<Rule> rules) {
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), rules.values())) {
            for (Rule rule : DefaultRules.at(Instant.now())) {
                var _ = producer.send(new ProducerRecord<>(rules.name(), rule.getRuleId(), rule));
            }
        }
    }

    private static Topics topics(String prefix) {
        Partitions usual = Partitions.DEFAULT;
        return new Topics(
                prefix, new Partitions(PARTITIONS, usual.keys(), usual.usage(), usual.throttles()));
    }

    private static Taken run(String contender, String bootstrapServers, String prefix, long events)
            throws IOException, InterruptedException {
        List<String> command =
                Program.javaCommand(
                        List.of("-Xms512m", "-Xmx512m"),
                        MeteringThroughput.class.getName(),
                        "contend",
                        contender,
                        bootstrapServers,
                        prefix,
                        String.valueOf(events / BATCH));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var output = process.inputReader()) {
            List<String> lines = output.lines().toList();
            if (process.waitFor() != 0 || lines.isEmpty()) {
                throw new IllegalStateException(contender + " failed: " + lines);
            }
            return Taken.parse(lines.getLast());
        }
    }

    private static void contend(
            String contender, String bootstrapServers, String prefix, long records)
            throws Exception {
        Path state = Files.createTempDirectory("tollgate-contender");
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        Topics topics = topics(prefix);
        Taken taken;
        try (Contender running =
                        contender.equals(METERING)
                                ? new WholeMetering(bootstrapServers, prefix, state)
                                : new BareCount(
                                        kafka, topics.requests, prefix + "bare-count", state);
                Admin admin = Admin.create(kafka)) {
            taken = watch(new Progress(admin, running.group(), topics.requests.name()), records);
        }
        System.out.println(taken.text());
        System.exit(0);
    }

    private static Taken watch(Progress progress, long records)
            throws ExecutionException, InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        while (progress.committed() < records / 4) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        long before = progress.committed();
        long begin = System.nanoTime();
        long cpu = system.getProcessCpuTime();
        while (!progress.done(records)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return new Taken(
                (records - before) * BATCH,
                (System.nanoTime() - begin) / 1e9,
                (system.getProcessCpuTime() - cpu) / 1e9);
    }

    private static double median(
            List<Taken> all, java.util.function.ToDoubleFunction<Taken> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElse(Double.NaN);
    }
}
