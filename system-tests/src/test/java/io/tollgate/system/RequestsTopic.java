package io.tollgate.system;

import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What edges told of requests. */
final class RequestsTopic {
    private RequestsTopic() {}

    /** What tells two events apart, however often they were sent. */
    private record Place(String edgeId, String boot, int partition, long sequence) {}

    /** Admitted requests by key id, each counted once. */
    static Map<String, Long> admitted(List<ConsumerRecord<String, RequestBatch>> records) {
        return counted(records, RequestEvent::getKeyId, new TreeMap<>());
    }

    /** Admitted requests by the hash of their path, each counted once. */
    static Map<String, Long> countedByPath(List<ConsumerRecord<String, RequestBatch>> records) {
        return counted(records, RequestEvent::getPathHash, new HashMap<>());
    }

    /** All events, each of them once. */
    static Stream<RequestEvent> events(List<ConsumerRecord<String, RequestBatch>> records) {
        var seen = new HashSet<Place>();
        return records.stream()
                .flatMap(record ->
                        record.value().getEvents().stream()
                                .filter(event -> seen.add(place(record, event))));
    }

    /** What stands for a path in events. */
    static String hashOf(String path) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(path.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Long> counted(
            List<ConsumerRecord<String, RequestBatch>> records,
            Function<RequestEvent, String> by,
            Map<String, Long> into) {
        events(records)
                .filter(event ->
                        event.getOutcome() == Outcome.ADMITTED
                                && event.getPhase() != Phase.FINISHED)
                .forEach(event -> into.merge(by.apply(event), event.getCount(), Long::sum));
        return into;
    }

    private static Place place(ConsumerRecord<String, RequestBatch> record, RequestEvent event) {
        RequestBatch batch = record.value();
        return new Place(
                batch.getEdgeId(), batch.getBoot(), record.partition(), event.getSequence());
    }
}
