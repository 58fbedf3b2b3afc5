package io.tollgate.edge.door;

import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.event.EventLog;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An event log in memory whose fate tests decide. */
final class FakeEventLog implements EventLog {
    enum Fate {
        WRITTEN,
        HELD,
        REFUSED,
        FULL,
        NO_ROOM
    }

    record Refusal(Outcome outcome, String routeId, Door door, String source, int status) {}

    final List<EventDraft> events = new CopyOnWriteArrayList<>();
    final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final List<Written> held = new ArrayList<>();
    private volatile Fate fate = Fate.WRITTEN;

    void from(Fate now) {
        fate = now;
    }

    @Override
    public boolean append(EventDraft event, Written then) {
        Fate now = fate;
        if (now == Fate.FULL || now == Fate.NO_ROOM) {
            return false;
        }
        events.add(event);
        switch (now) {
            case WRITTEN -> then.written();
            case REFUSED -> then.refused("the disk is full");
            case HELD -> {
                synchronized (held) {
                    held.add(then);
                }
            }
            case FULL, NO_ROOM -> {}
        }
        return true;
    }

    void writeHeld() {
        List<Written> now;
        synchronized (held) {
            now = List.copyOf(held);
            held.clear();
        }
        now.forEach(Written::written);
    }

    void refuseHeld() {
        List<Written> now;
        synchronized (held) {
            now = List.copyOf(held);
            held.clear();
        }
        now.forEach(written -> written.refused("the disk is full"));
    }

    List<Phase> phases() {
        return events.stream().map(EventDraft::phase).toList();
    }

    @Override
    public boolean refuses() {
        return fate == Fate.NO_ROOM;
    }

    @Override
    public Round round(Executor atEnd) {
        return () -> {};
    }

    @Override
    public boolean tellsHere() {
        return false;
    }

    @Override
    public void refused(
            Outcome outcome,
            @Nullable KeyEntry key,
            String routeId,
            Door door,
            String source,
            int status) {
        refusals.add(new Refusal(outcome, routeId, door, source, status));
    }
}
