package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.VaultEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** Where names, contacts and addresses of people may lie in plain text: nowhere. */
@Fleet(edges = 1, surrounded = true)
class PersonalDataIT {
    private static final String OWNER = "quagga-limited";
    private static final String NAME = "Quagga & Daughters";
    private static final String EMAIL = "mare@quagga.example";
    private static final String HOOK = "http://127.0.0.1:9/for-quagga";
    private static final String ADDRESS = "203.0.113.77";
    private static final List<String> PERSONAL = List.of(NAME, EMAIL, HOOK, ADDRESS);

    private final Installation tollgate;
    private final AdminApi admin;

    PersonalDataIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void isInNoTopicAndInNoFileAndGoesWithItsOwner() throws Exception {
        tollgate.plan("open");
        makeOwner();
        ApiKey key = tollgate.issue(OWNER, "open");
        Edge edge = tollgate.edges().getFirst();
        Call use = Call.get(Edge.SERVED, Edge.bearer(key.secret()));
        assertThat(use.with("X-Forwarded-For: " + ADDRESS).to(edge.port()).status()).isEqualTo(200);
        Call guess = Call.get(Edge.SERVED, Edge.bearer("tg_live_nobody"));
        assertThat(guess.with("X-Forwarded-For: " + ADDRESS).to(edge.port()).status())
                .isEqualTo(400);
        Installation.await("the use is counted")
                .until(() -> new Books(tollgate).sums(List.of(key)).containsValue(1L));
        admin.revoke(Map.of("keyId", key.id()));
        Installation.await("the owner is to be told").until(() -> !admin.told(OWNER).isEmpty());
        assertThat(admin.read("/v1/owners/" + OWNER).toString()).contains(EMAIL, HOOK);

        assertThat(placesOf(OWNER)).as("what may be known is found").hasSizeGreaterThan(5);
        assertThat(placesOf("203.0.113.0")).as("networks are found").isNotEmpty();
        for (String personal : PERSONAL) {
            assertThat(placesOf(personal)).as(personal).isEmpty();
        }

        assertThat(vault().getLast()).as("the entry with the owner's key").isNotNull();
        delete("/v1/keys/" + key.id());
        delete("/v1/owners/" + OWNER);

        assertThat(vault().getLast()).as("that it is to be erased").isNull();
        for (String personal : PERSONAL) {
            assertThat(placesOf(personal)).as(personal).isEmpty();
        }
    }

    private void delete(String path) {
        Answer answer = admin.send(admin.authorized("DELETE", path));
        assertThat(answer.status()).as("%s", answer).isEqualTo(204);
    }

    private void makeOwner() {
        var hook = Map.of("url", HOOK, "secret", "whsec_" + "c2VjcmV0".repeat(4));
        admin.create(
                "/v1/owners",
                Map.of(
                        "id", OWNER,
                        "name", NAME,
                        "contact", Map.of("email", EMAIL, "webhook", hook)));
    }

    private List<VaultEntry> vault() {
        var entries = new ArrayList<VaultEntry>();
        new TopicReader(tollgate.broker())
                .all(tollgate.topics().vault).stream()
                        .filter(entry -> entry.key().equals(OWNER))
                        .forEach(entry -> entries.add(entry.value()));
        return entries;
    }

    /** The topics with a record, and the files, that hold a text. */
    private List<String> placesOf(String text) throws Exception {
        var places = new ArrayList<String>();
        for (ConsumerRecord<byte[], byte[]> record : allRecords()) {
            if (holds(record.key(), text) || holds(record.value(), text)) {
                places.add(record.topic() + "-" + record.partition() + "@" + record.offset());
            }
        }
        try (Stream<Path> files = Files.walk(tollgate.adminDirectory().getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (holds(read(file), text)) {
                    places.add(file.toString());
                }
            }
        }
        return places;
    }

    /** Stores replace their files now and then. */
    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException _) {
            return new byte[0];
        }
    }

    private static boolean holds(byte[] bytes, String text) {
        return bytes != null && new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    /** Every record of every topic, also what was not committed, as it lies there. */
    private List<ConsumerRecord<byte[], byte[]>> allRecords() throws Exception {
        Map<String, Object> config = new HashMap<>(tollgate.broker().clientProperties());
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.listTopics().entrySet().stream()
                            .filter(topic -> topic.getKey().startsWith(tollgate.broker().prefix()))
                            .flatMap(topic -> topic.getValue().stream())
                            .map(PersonalDataIT::partition)
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < Objects.requireNonNull(ends.get(p)))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }
}
