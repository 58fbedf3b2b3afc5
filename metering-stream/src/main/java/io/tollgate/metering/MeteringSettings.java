package io.tollgate.metering;

import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.RequestsPartition;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.KafkaConnection;
import io.tollgate.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The settings of metering, each a variable {@code TOLLGATE_METERING_<SETTING>} or a line {@code
 * metering.<setting>} in the file that {@code TOLLGATE_CONFIG} names.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>setting</th><th>default</th><th>what</th></tr>
 * <tr><td>topicPrefix</td><td>tollgate.</td><td>what all topics, groups and transactional ids begin
 *     with</td></tr>
 * <tr><td>stateDir</td><td>data/metering</td><td>where local state is kept; it can be lost, Kafka
 *     has it too</td></tr>
 * <tr><td>threads</td><td>2</td><td>stream threads, 1 to 64; more than partitions of {@code
 *     requests} are idle</td></tr>
 * <tr><td>standbyReplicas</td><td>1</td><td>copies of state on other instances, 0 to 5</td></tr>
 * <tr><td>grace</td><td>P1D</td><td>how long after its end a usage window takes late events, PT1M
 *     to P7D</td></tr>
 * <tr><td>usageInterval</td><td>PT0.6S</td><td>how often a minute of usage is written at most,
 *     PT0.1S to PT1M; hours and days when a key pauses, or every 16 intervals</td></tr>
 * <tr><td>sessionTimeout</td><td>PT6S</td><td>after how much silence others take over an
 *     instance's work, PT6S to PT5M</td></tr>
 * <tr><td>instance</td><td>the variable HOSTNAME, else {@code local}</td><td>names the instance in
 *     what it writes; no two may share one</td></tr>
 * <tr><td>requestsPartitions</td><td>6</td><td>partitions of {@code requests} if this program is the
 *     one that creates it, 1 to 1000</td></tr>
 * <tr><td>requestsGeneration</td><td>1</td><td>which {@code requests} is counted, to be raised when
 *     it is to have more partitions</td></tr>
 * <tr><td>bindAddress</td><td>0.0.0.0</td><td>where health and metrics listen</td></tr>
 * <tr><td>port</td><td>8010</td><td>their port, 0 for a free one</td></tr>
 * </table>
 *
 * <p>How to reach Kafka, {@link KafkaConnection} says.
 *
 * @param kafka how to reach Kafka
 * @param topicPrefix what all topics begin with
 * @param stateDir where local state is kept
 * @param threads stream threads
 * @param standbyReplicas copies of state on other instances
 * @param grace how long after its end a usage window takes late events
 * @param usageInterval how often a minute of usage is written at most
 * @param sessionTimeout after how much silence others take over
 * @param instance names the instance in what it writes
 * @param requestsPartitions partitions that {@code requests} is created with
 * @param requestsGeneration which {@code requests} is counted
 * @param bindAddress where health and metrics listen
 * @param port their port, 0 for a free one
 */
public record MeteringSettings(
        KafkaConnection kafka,
        String topicPrefix,
        Path stateDir,
        int threads,
        int standbyReplicas,
        Duration grace,
        Duration usageInterval,
        Duration sessionTimeout,
        String instance,
        int requestsPartitions,
        int requestsGeneration,
        String bindAddress,
        int port) {
    /** Where health and metrics listen unless told otherwise. */
    public static final int DEFAULT_PORT = 8010;

    /**
     * Reads the settings from an environment.
     *
     * @throws io.tollgate.settings.InvalidSettingsException naming every setting that is wrong
     */
    public static MeteringSettings from(Map<String, String> environment) {
        var reader = SettingsReader.of("metering", environment);
        var settings =
                new MeteringSettings(
                        KafkaConnection.from(environment),
                        reader.text("topicPrefix", Topics.DEFAULT_PREFIX),
                        reader.path("stateDir", Path.of("data", "metering")),
                        (int) reader.number("threads", 2, 1, 64),
                        (int) reader.number("standbyReplicas", 1, 0, 5),
                        reader.duration(
                                "grace",
                                Duration.ofDays(1),
                                Duration.ofMinutes(1),
                                Duration.ofDays(7)),
                        reader.duration(
                                "usageInterval",
                                Duration.ofMillis(600),
                                Duration.ofMillis(100),
                                Duration.ofMinutes(1)),
                        reader.duration(
                                "sessionTimeout",
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(6),
                                Duration.ofMinutes(5)),
                        reader.text("instance", environment.getOrDefault("HOSTNAME", "local")),
                        (int)
                                reader.number(
                                        "requestsPartitions",
                                        Partitions.DEFAULT.requests(),
                                        1,
                                        1_000),
                        (int) reader.number("requestsGeneration", 1, 1, 1_000),
                        reader.text("bindAddress", "0.0.0.0"),
                        reader.port("port", DEFAULT_PORT));
        reader.check();
        return settings;
    }

    /** Names metering's group of consumers and its internal topics. */
    public String applicationId() {
        return applicationId(requestsGeneration);
    }

    /** The topics under the prefix. */
    public Topics topics() {
        Partitions usual = Partitions.DEFAULT;
        return new Topics(
                topicPrefix,
                new Partitions(requestsPartitions, usual.keys(), usual.usage(), usual.throttles()),
                requestsGeneration);
    }

    /** How long after an event was counted its hour and day are written at the latest. */
    public Duration usageSettles() {
        return usageInterval.multipliedBy(UsageStep.FOLD_EVERY + 1L);
    }

    /** What metering of a generation of {@code requests} calls itself to Kafka. */
    String applicationId(int generation) {
        return topicPrefix + "metering" + RequestsPartition.suffix(generation);
    }
}
