package io.tollgate.edge;

import com.sun.net.httpserver.HttpServer;
import io.tollgate.embedded.testing.TestBroker;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.schemas.topics.TopicCreator;
import io.tollgate.schemas.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** All that stands around an edge: topics, what an admin API would write, and a server behind. */
final class Installation implements AutoCloseable {
    static final String SECRET = KeyForm.DEFAULT.mint(Environment.LIVE, bytes(11));
    static final String UNKNOWN_SECRET = KeyForm.DEFAULT.mint(Environment.LIVE, bytes(12));
    static final String KEY_ID = "key_01J00000000000000000000000";

    private static final byte[] PEPPER = bytes(13);

    final Topics topics;
    private final TestBroker broker;
    private final Path directory;
    private final HttpServer upstream;
    private final HttpClient http = HttpClient.newHttpClient();

    Installation(TestBroker broker, Path directory) throws Exception {
        this.broker = broker;
        this.directory = directory;
        topics = new Topics(broker.prefix(), new Partitions(2, 1, 1, 1));
        new TopicCreator(broker.admin()).createMissing(topics.all());
        Files.writeString(directory.resolve("pepper"), HexFormat.of().formatHex(PEPPER));
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 5);
                    exchange.getResponseBody()
                            .write("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    exchange.close();
                });
        upstream.start();
    }

    /** Writes a plan, an owner, a key and a route to the server behind. */
    void provision(Limit... limits) throws Exception {
        Instant now = Instant.now();
        put(
                topics.plans,
                "free",
                Plan.newBuilder()
                        .setPlanId("free")
                        .setVersion(1)
                        .setState(PlanState.ACTIVE)
                        .setLimits(List.of(limits))
                        .setCreatedAt(now)
                        .setUpdatedAt(now)
                        .build());
        put(
                topics.owners,
                "acme",
                Owner.newBuilder()
                        .setOwnerId("acme")
                        .setVersion(1)
                        .setState(OwnerState.ACTIVE)
                        .setCreatedAt(now)
                        .setUpdatedAt(now)
                        .build());
        put(
                topics.keys,
                new Pepper(PEPPER).hash(SECRET).hex(),
                ApiKey.newBuilder()
                        .setKind(ApiKeyKind.KEY)
                        .setKeyId(KEY_ID)
                        .setVersion(1)
                        .setOwnerId("acme")
                        .setPlanId("free")
                        .setEnvironment(Environment.LIVE)
                        .setState(KeyState.ACTIVE)
                        .setCreatedAt(now)
                        .setUpdatedAt(now)
                        .build());
        var route =
                Route.newBuilder()
                        .setRouteId("all")
                        .setPath("/**")
                        .setUpstreams(
                                List.of("http://127.0.0.1:" + upstream.getAddress().getPort()))
                        .build();
        put(topics.routes, Topics.SINGLE_KEY, new Routes(1L, List.of(route), now));
        pulse(1);
    }

    /** Writes the marks that tell edges how fresh their state is. */
    void pulse(long number) throws Exception {
        Instant now = Instant.now();
        put(
                topics.revocations,
                "pulse|admin",
                Revocation.newBuilder()
                        .setKind(RevocationKind.PULSE)
                        .setRevocationId("")
                        .setCreatedAt(now)
                        .setPulseWriter("admin")
                        .setPulse(number)
                        .build());
        put(
                topics.keys,
                "pulse|0",
                ApiKey.newBuilder()
                        .setKind(ApiKeyKind.PULSE)
                        .setKeyId("")
                        .setCreatedAt(now)
                        .setUpdatedAt(now)
                        .setPulseWriter("admin")
                        .setPulse(number)
                        .build());
    }

    void revoke(String keyId) throws Exception {
        put(
                topics.revocations,
                "rev_1",
                Revocation.newBuilder()
                        .setKind(RevocationKind.REVOCATION)
                        .setRevocationId("rev_1")
                        .setVersion(1)
                        .setAction(RevocationAction.REVOKE)
                        .setKeyIds(List.of(keyId))
                        .setCreatedAt(Instant.now())
                        .build());
    }

    <V extends SpecificRecord> void put(Topic<V> topic, String key, V value) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        broker.clientProperties(), new StringSerializer(), topic.values())) {
            producer.send(new ProducerRecord<>(topic.name(), key, value)).get();
        }
    }

    EdgeSettings settings(Map<String, String> more) {
        var environment =
                new HashMap<>(
                        Map.of(
                                "TOLLGATE_EDGE_BIND_ADDRESS", "127.0.0.1",
                                "TOLLGATE_EDGE_PORT", "0",
                                "TOLLGATE_EDGE_PRIVATE_PORT", "0",
                                "TOLLGATE_EDGE_DATA_DIR", directory.resolve("edge").toString(),
                                "TOLLGATE_EDGE_PEPPER_FILE", directory.resolve("pepper").toString(),
                                "TOLLGATE_EDGE_TOPIC_PREFIX", broker.prefix(),
                                "TOLLGATE_EDGE_DRAIN_TIMEOUT", "PT2S"));
        broker.clientProperties()
                .forEach((name, value) ->
                        environment.put(
                                "KAFKA_"
                                        + name.replace('.', '_').toUpperCase(java.util.Locale.ROOT),
                                String.valueOf(value)));
        environment.putAll(more);
        return EdgeSettings.from(environment);
    }

    HttpResponse<String> get(int port, String path, String secret)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(20));
        if (!secret.isEmpty()) {
            request.header("Authorization", "Bearer " + secret);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    int status(Edge edge, String secret) throws IOException, InterruptedException {
        return get(edge.port(), "/a", secret).statusCode();
    }

    /** All events that are in the topic by now. */
    List<RequestEvent> events() {
        return batches().stream().flatMap(batch -> batch.getEvents().stream()).toList();
    }

    List<RequestBatch> batches() {
        return all(topics.requests);
    }

    /** All values that are in a topic by now. */
    <V extends SpecificRecord> List<V> all(Topic<V> topic) {
        try (var consumer =
                new KafkaConsumer<>(
                        broker.clientProperties(), new StringDeserializer(), topic.values())) {
            var partitions =
                    consumer.partitionsFor(topic.name()).stream()
                            .map(of -> new TopicPartition(of.topic(), of.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var values = new ArrayList<V>();
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        upstream.stop(0);
        http.close();
    }
}
