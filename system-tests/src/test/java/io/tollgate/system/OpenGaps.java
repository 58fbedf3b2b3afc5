package io.tollgate.system;

import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which events metering misses, by where they are missing. */
final class OpenGaps {
    private OpenGaps() {}

    /** The missing sequences, by edge, boot and partition; those without any are left out. */
    static Map<String, NavigableSet<Long>> of(List<ConsumerRecord<String, Gap>> records) {
        var missing = new HashMap<String, NavigableSet<Long>>();
        for (ConsumerRecord<String, Gap> record : records) {
            Gap gap = record.value();
            NavigableSet<Long> here =
                    missing.computeIfAbsent(
                            record.key() + "|" + gap.getPartition(), _ -> new TreeSet<>());
            LongStream sequences = LongStream.rangeClosed(gap.getFirst(), gap.getLast());
            if (gap.getState() == GapState.OPEN) {
                sequences.forEach(here::add);
            } else {
                sequences.forEach(here::remove);
            }
        }
        missing.values().removeIf(NavigableSet::isEmpty);
        return missing;
    }
}
