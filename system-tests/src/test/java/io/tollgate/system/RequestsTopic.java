package io.tollgate.system;

import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What edges told of the requests that they admitted. */
final class RequestsTopic {
    private RequestsTopic() {}

    /** What tells two events apart, however often they were sent. */
    private record Place(String edgeId, String boot, int partition, long sequence) {}

    /** Admitted requests by key id, each counted once. */
    static Map<String, Long> admitted(List<ConsumerRecord<String, RequestBatch>> records) {
        var seen = new HashSet<Place>();
        var admitted = new TreeMap<String, Long>();
        for (ConsumerRecord<String, RequestBatch> record : records) {
            RequestBatch batch = record.value();
            for (RequestEvent event : batch.getEvents()) {
                var place =
                        new Place(
                                batch.getEdgeId(),
                                batch.getBoot(),
                                record.partition(),
                                event.getSequence());
                boolean counts =
                        event.getOutcome() == Outcome.ADMITTED
                                && event.getPhase() != Phase.FINISHED;
                if (seen.add(place) && counts) {
                    admitted.merge(event.getKeyId(), event.getCount(), Long::sum);
                }
            }
        }
        return admitted;
    }
}
