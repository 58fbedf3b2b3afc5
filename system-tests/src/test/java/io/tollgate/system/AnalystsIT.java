package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.embedded.testing.OnBothBrokers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnBothBrokers
@Fleet
class AnalystsIT {
    private static final Map<String, Long> USED = new HashMap<>();

    private final Installation tollgate;
    private final Path directory =
            Path.of("target", "installations", "AnalystsIT").toAbsolutePath();

    AnalystsIT(Installation tollgate) {
        this.tollgate = tollgate;
    }

    @BeforeAll
    static void use(Installation tollgate) {
        tollgate.plan("open");
        tollgate.admin().owner("acme");
        for (int uses = 5; uses <= 7; uses++) {
            ApiKey key = tollgate.issue("acme", "open");
            for (Edge edge : tollgate.edges()) {
                for (int i = 0; i < uses; i++) {
                    edge.assertAdmits(key.secret());
                }
            }
            USED.put(key.id(), 3L * uses);
        }
        var reader = new TopicReader(tollgate.broker());
        Installation.await("all is counted")
                .untilAsserted(() -> {
                    var counted = UsageTotals.of(reader.all(tollgate.topics().usageMinute));
                    USED.forEach((key, uses) ->
                            assertThat(counted)
                                    .extractingByKey(key)
                                    .extracting(UsageTotals.Counts::admitted)
                                    .isEqualTo(uses));
                });
    }

    @Test
    void kcatReadsUsageWhoseSchemaIsInTheRegistry() {
        String version = Tools.need("kcat", "-V");

        var usage = new UsageAsRead(USED.keySet());
        new RegistryDecoder(registry()).records(kcat("-f", "%K %S\\n%k%s")).forEach(usage::take);

        assertThat(usage.requests()).isEqualTo(USED);
        report("kcat, decoded with the schema of the registry", version, usage);
    }

    @Test
    void kcatDecodesUsageByItself() {
        String version = Tools.need("kcat", "-V");
        if (!version.contains("Avro")) {
            Assumptions.abort("this kcat was built without Avro");
        }

        var usage = new UsageAsRead(USED.keySet());
        new String(
                        kcat("-s", "value=avro", "-r", registry(), "-f", "%s\\n"),
                        StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> usage.take(Json.parse(line)));

        assertThat(usage.requests()).isEqualTo(USED);
        report("kcat -s value=avro -r …/schema-registry", version, usage);
    }

    @Test
    void aJavaScriptConsumerDecodesUsage() throws IOException {
        String version = Tools.need("node", "--version");
        Path program = directory.resolve("js");
        NodePackage.install("js", program);
        var usage = new UsageAsRead(USED.keySet());

        var analyst =
                new Program(
                        "analyst",
                        List.of(
                                "node",
                                "read-usage.mjs",
                                tollgate.broker().bootstrapServers(),
                                registry(),
                                topic()),
                        Map.of(),
                        program);
        try (analyst) {
            analyst.start();
            Installation.await("the consumer has read all usage")
                    .until(() -> !analyst.isRunning() || read(analyst, usage).equals(USED));
        }

        assertThat(read(analyst, usage)).as(analyst.tail()).isEqualTo(USED);
        report("kafkajs with @kafkajs/confluent-schema-registry", "node " + version.strip(), usage);
    }

    @Test
    void kafkaConnectWritesUsageIntoAFile() {
        var usage = new UsageAsRead(USED.keySet());
        var sink =
                new ConnectFileSink(
                        directory.resolve("connect"), tollgate.broker(), registry(), topic());
        try (sink) {
            sink.start();
            Installation.await("Connect has written all usage")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !sink.isRunning() || read(sink, usage).equals(USED));
        }

        assertThat(read(sink, usage)).as(sink.tail()).isEqualTo(USED);
        report(
                "Kafka Connect, FileStreamSink with Apicurio's Avro converter",
                "a line of the file: " + sink.firstLine(),
                usage);
    }

    @Test
    void theCommandLineShowsUsage() {
        // Hours follow their minutes, and the API follows both.
        Installation.await("the command shows all usage")
                .untilAsserted(() ->
                        USED.forEach(
                                (key, uses) -> assertThat(shownRequests(key)).isEqualTo(uses)));
        String top = tollgate("usage", "top", "--owner", "acme", "--limit", "1");
        String most =
                USED.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                        .orElseThrow();
        assertThat(top).contains("by requests", most).contains("KEY", "REQUESTS");
        new Report("Analysts: ./tollgate usage").line("%s", top).print();
    }

    @Test
    void theCommandLineTriesARuleOnWhatWasRequested() throws IOException {
        Path rule =
                Files.writeString(
                        directory.resolve("rule.json"),
                        """
                        {"signal": "DISTINCT_MISSING_PATHS", "threshold": 50, "window": "PT5M",
                         "action": "SUSPEND"}
                        """);

        assertThat(tollgate("rules", "test", rule.toString(), "--from", "2026-01-01"))
                .contains("It would have raised 0 alerts about 0 keys");
    }

    private static Map<String, Long> read(ConnectFileSink sink, UsageAsRead usage) {
        sink.usage().forEach(usage::take);
        return usage.requests();
    }

    private long shownRequests(String key) {
        return Json.parse(tollgate("usage", "show", "--key", key, "--json"))
                .path("items")
                .valueStream()
                .mapToLong(window -> window.path("requests").asLong())
                .sum();
    }

    /** What a command prints that ends well. */
    private String tollgate(String... command) {
        var program =
                new Program(
                        "command " + Integer.toHexString(List.of(command).hashCode()),
                        new Jvm(false).command(command),
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS",
                                tollgate.broker().bootstrapServers(),
                                "TOLLGATE_METERING_TOPIC_PREFIX",
                                tollgate.broker().prefix(),
                                "TOLLGATE_API",
                                "http://127.0.0.1:" + tollgate.admin().port(),
                                "TOLLGATE_TOKEN_FILE",
                                directory.resolve("admin-token").toString()),
                        directory);
        // The same command may have run before, and has the same log then.
        int before = program.output().length();
        try (program) {
            assertThat(program.start().ended()).as(program.tail()).isZero();
        }
        return program.output().substring(before);
    }

    private static Map<String, Long> read(Program analyst, UsageAsRead usage) {
        String output = analyst.output();
        output.substring(0, output.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("{\"key\""))
                .forEach(line -> usage.take(Json.parse(line).path("usage")));
        return usage.requests();
    }

    private byte[] kcat(String... options) {
        var command =
                Stream.concat(
                        Stream.of(
                                "kcat",
                                "-C",
                                "-b",
                                tollgate.broker().bootstrapServers(),
                                "-t",
                                topic(),
                                "-e",
                                "-q"),
                        Stream.of(options));
        Shell.Result result = Shell.run(directory, command.toArray(String[]::new));
        assertThat(result.exit()).as(result.errors()).isZero();
        return result.bytes();
    }

    private String topic() {
        return tollgate.topics().usageMinute.name();
    }

    private String registry() {
        return "http://127.0.0.1:" + tollgate.admin().port() + "/schema-registry";
    }

    private static void report(String how, String version, UsageAsRead usage) {
        JsonNode newest = usage.newest().stream().findFirst().orElseThrow();
        new Report("Analysts: " + how)
                .line(
                        "%s",
                        version.lines()
                                .filter(line -> line.matches(".*\\d\\.\\d.*"))
                                .findFirst()
                                .orElse(version))
                .line("requests by key, as read from usage-minute: %s", usage.requests())
                .line("a record: %s", newest)
                .print();
    }
}
