package io.tollgate.benchmarks.metering;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Upstream;
import io.tollgate.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Requests of a busy minute as edges tell of them: some owners with some keys each, the popular
 * ones more often, a limit of the key and a quota of the owner on each request, batches as a linger
 * makes them.
 */
final class Workload {
    private static final int EDGES = 3;
    private static final int OWNERS = 500;
    private static final int KEYS_OF_AN_OWNER = 10;
    private static final int BATCH = 20;
    private static final long MINUTE_MILLIS = 60_000;

    private final Topic<RequestBatch> requests;
    private final int partitions;
    private final Random random;
    private final long[][] nextSequence;

    Workload(Topic<RequestBatch> requests, int partitions, long seed) {
        this.requests = requests;
        this.partitions = partitions;
        this.random = new Random(seed);
        this.nextSequence = new long[EDGES][partitions];
    }

    /** Writes so many events, rounded up to batches, that happened at a time. */
    void write(Map<String, Object> kafka, long events, Instant at) {
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), requests.values())) {
            for (long written = 0; written < events; written += BATCH) {
                var _ = producer.send(batch(at));
            }
            producer.flush();
        }
    }

    private ProducerRecord<String, RequestBatch> batch(Instant at) {
        // Squared, so that a tenth of the owners has a third of the traffic.
        double share = random.nextDouble();
        String owner = "owner-" + (int) (share * share * OWNERS);
        int partition =
                Utils.toPositive(Utils.murmur2(owner.getBytes(StandardCharsets.UTF_8)))
                        % partitions;
        int edge = random.nextInt(EDGES);
        long first = nextSequence[edge][partition];
        List<RequestEvent> events = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            events.add(event(owner, first + i, at.plusMillis(random.nextInt(1_000))));
        }
        nextSequence[edge][partition] += BATCH;
        var batch = new RequestBatch("edge-" + edge, "b007", owner, first, events);
        return new ProducerRecord<>(requests.name(), partition, owner, batch);
    }

    private RequestEvent event(String owner, long sequence, Instant at) {
        long minute = Math.floorDiv(at.toEpochMilli(), MINUTE_MILLIS) * MINUTE_MILLIS;
        return RequestEvent.newBuilder()
                .setSequence(sequence)
                .setPhase(Phase.WHOLE)
                .setOutcome(Outcome.ADMITTED)
                .setCount(1)
                .setAt(at)
                .setKeyId("key_" + owner + "_" + random.nextInt(KEYS_OF_AN_OWNER))
                .setPlanId("pro")
                .setEnvironment(Environment.LIVE)
                .setRouteId("route-" + random.nextInt(5))
                .setDoor(Door.PROXY)
                .setMethod("GET")
                .setCost(1)
                .setStatus(200)
                .setUpstream(Upstream.OK)
                .setRequestBytes(0)
                .setResponseBytes(random.nextInt(10_000))
                .setLatencyMicros(500 + random.nextInt(20_000))
                .setCharges(
                        List.of(
                                charge(
                                        "minute",
                                        LimitScope.KEY,
                                        LimitKind.RATE,
                                        "PT1M",
                                        Instant.ofEpochMilli(minute),
                                        600),
                                charge(
                                        "month",
                                        LimitScope.OWNER,
                                        LimitKind.QUOTA,
                                        "P1D",
                                        at.truncatedTo(java.time.temporal.ChronoUnit.DAYS),
                                        1_000_000)))
                .build();
    }

    private static Charge charge(
            String name,
            LimitScope scope,
            LimitKind kind,
            String window,
            Instant start,
            long amount) {
        return new Charge(name, scope, kind, window, start, amount, 1L);
    }
}
