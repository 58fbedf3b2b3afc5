package io.tollgate.edge.event;

import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.Upstream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refusals of one moment, counted together where they are alike. Bounded: the busiest are told by
 * name, the others as one per outcome; their sum is exact. Thread-safe.
 */
public final class RefusalCells {
    /*
     * Twice as many cells as are told may be open. When they are full, the lighter half is folded
     * into the rest, so a flood of sources that come once pays one sort per `told` of them, and a
     * source that comes often outlives each folding.
     */
    private final int told;
    private final Map<Cell, Tally> cells = new HashMap<>();
    private final Map<Outcome, Tally> rest = new EnumMap<>(Outcome.class);

    /**
     * Starts empty.
     *
     * @param told how many cells are told by name
     */
    public RefusalCells(int told) {
        this.told = told;
    }

    /** What makes refusals alike. */
    private record Cell(
            Outcome outcome, String keyId, String routeId, Door door, String source, int status) {}

    private static final class Tally {
        private final @Nullable KeyEntry key;
        private long count;

        Tally(@Nullable KeyEntry key) {
            this.key = key;
        }
    }

    /** Counts one refusal; the source only matters where there is no key to name. */
    public synchronized void add(
            Outcome outcome,
            @Nullable KeyEntry key,
            String routeId,
            Door door,
            String source,
            int status) {
        var cell =
                key == null
                        ? new Cell(outcome, "", routeId, door, source, status)
                        : new Cell(outcome, key.keyId(), routeId, door, "", status);
        Tally known = cells.get(cell);
        if (known != null) {
            known.count++;
            return;
        }
        if (cells.size() == 2 * told) {
            foldLighter();
        }
        var fresh = new Tally(key);
        fresh.count = 1;
        cells.put(cell, fresh);
    }

    /** Takes out what was counted, as events of one time. */
    public synchronized List<EventDraft> flush(long atMillis) {
        if (cells.size() > told) {
            foldLighter();
        }
        var drafts = new ArrayList<EventDraft>(cells.size() + rest.size());
        cells.forEach((cell, tally) -> drafts.add(draft(cell, tally, atMillis)));
        rest.forEach((outcome, tally) ->
                drafts.add(draft(new Cell(outcome, "", "", Door.UNKNOWN, "", 0), tally, atMillis)));
        cells.clear();
        rest.clear();
        return drafts;
    }

    private void foldLighter() {
        List<Map.Entry<Cell, Tally>> byWeight = new ArrayList<>(cells.entrySet());
        byWeight.sort(Comparator.comparingLong(entry -> -entry.getValue().count));
        for (Map.Entry<Cell, Tally> light : byWeight.subList(told, byWeight.size())) {
            rest.computeIfAbsent(light.getKey().outcome(), _ -> new Tally(null)).count +=
                    light.getValue().count;
            cells.remove(light.getKey());
        }
    }

    private static EventDraft draft(Cell cell, Tally tally, long atMillis) {
        return new EventDraft(
                Phase.WHOLE,
                cell.outcome(),
                tally.count,
                "",
                atMillis,
                tally.key,
                cell.routeId(),
                cell.door(),
                "",
                0,
                List.of(),
                cell.status(),
                Upstream.NONE,
                0,
                0,
                0,
                cell.source(),
                "");
    }
}
