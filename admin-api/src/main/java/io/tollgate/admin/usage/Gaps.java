package io.tollgate.admin.usage;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.RecordSink;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code /v1/gaps}: events that are not in usage, or not where they belong, the newest {@value
 * #REMEMBERED} records. Thread-safe.
 */
public final class Gaps implements RecordSink<Gap> {
    private static final int REMEMBERED = 10_000;

    private final NavigableMap<Long, Seen> byOffset = new TreeMap<>();

    /** Of each boot and partition, the offsets of what opened a gap, by first sequence. */
    private final Map<String, NavigableMap<Long, Long>> openings = new HashMap<>();

    /**
     * A record of the topic.
     *
     * @param missing how many of its events were not counted since
     */
    record Seen(long offset, Gap gap, long missing) {}

    @Override
    public synchronized void accept(TopicRecord<Gap> next) {
        Gap gap = next.value();
        if (gap == null) {
            return;
        }
        byOffset.put(next.offset(), new Seen(next.offset(), gap, gap.getSize()));
        if (gap.getState() == GapState.OPEN) {
            openings.computeIfAbsent(source(gap), _ -> new TreeMap<>())
                    .put(gap.getFirst(), next.offset());
        } else if (gap.getState() == GapState.CLOSED) {
            close(gap);
        }
        if (byOffset.size() > REMEMBERED) {
            Iterator<Seen> oldest = byOffset.values().iterator();
            forget(oldest.next().gap());
            oldest.remove();
        }
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(Endpoint.get("/v1/gaps", Permission.READ_USAGE, this::list));
    }

    private Answer list(Call call) {
        Query query = call.query();
        Optional<String> edge = query.optional("edgeId", Shape.text(1, 100));
        Optional<GapState> state =
                query.optional(
                        "state",
                        Shape.choice(
                                GapState.OPEN, GapState.CLOSED, GapState.LATE, GapState.SKIPPED));
        Paging paging = Paging.of(query);
        query.check();
        var all =
                known().stream()
                        .filter(seen -> edge.map(seen.gap().getEdgeId()::equals).orElse(true))
                        .filter(seen -> state.map(seen.gap().getState()::equals).orElse(true));
        return Answer.ok(paging.falling(all, Gaps::position).map(GapView::of));
    }

    private static String position(Seen seen) {
        return String.format(Locale.ROOT, "%019d", seen.offset());
    }

    /** Takes events that were counted after all out of the gaps that told of them. */
    private void close(Gap closed) {
        var opened = openings.getOrDefault(source(closed), new TreeMap<>());
        Long from = opened.floorKey(closed.getFirst());
        opened.subMap(from == null ? closed.getFirst() : from, true, closed.getLast(), true)
                .values()
                .forEach(offset ->
                        byOffset.computeIfPresent(offset, (_, seen) -> without(seen, closed)));
    }

    private static Seen without(Seen seen, Gap closed) {
        Gap gap = seen.gap();
        long first = Math.max(gap.getFirst(), closed.getFirst());
        long last = Math.min(gap.getLast(), closed.getLast());
        return new Seen(seen.offset(), gap, seen.missing() - Math.max(0, last - first + 1));
    }

    private void forget(Gap gap) {
        var opened = openings.get(source(gap));
        if (opened != null && gap.getState() == GapState.OPEN) {
            opened.remove(gap.getFirst());
            if (opened.isEmpty()) {
                openings.remove(source(gap));
            }
        }
    }

    private static String source(Gap gap) {
        return gap.getEdgeId() + "|" + gap.getBoot() + "|" + gap.getPartition();
    }

    private synchronized List<Seen> known() {
        return List.copyOf(byOffset.values());
    }
}
