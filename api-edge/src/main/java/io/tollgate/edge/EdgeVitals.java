package io.tollgate.edge;

import io.tollgate.edge.fleet.Vitals;
import io.tollgate.edge.outbox.Outbox;
import io.tollgate.edge.table.ControlTables;
import io.tollgate.edge.verdict.Gatekeeper;
import io.tollgate.schemas.EdgeState;
import io.tollgate.schemas.OutboxProgress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** What an edge's heartbeats tell, asked of its parts. Thread-safe. */
record EdgeVitals(
        Supplier<EdgeState> phase,
        ControlTables tables,
        Outbox events,
        Gatekeeper gatekeeper,
        Duration maxStateAge)
        implements Vitals {
    private static final long NO_BOUND = -1;

    @Override
    public EdgeState state() {
        return phase.get();
    }

    @Override
    public Map<String, Long> applied() {
        return tables.progress().applied();
    }

    @Override
    public long stateAgeMillis() {
        return tables.freshness().ageMillis();
    }

    @Override
    public String blocked() {
        return tables.progress().blocked();
    }

    @Override
    public Map<String, OutboxProgress> outbox() {
        return events.progress();
    }

    @Override
    public long outboxEvents() {
        return events.waitingEvents();
    }

    @Override
    public long dropped() {
        return events.droppedEvents();
    }

    @Override
    public Map<String, Long> outcomes() {
        return events.outcomes();
    }

    @Override
    public long leaseMillis() {
        return tables.knowledge().agreements().allRefuseWhenStale()
                ? maxStateAge.toMillis()
                : NO_BOUND;
    }

    @Override
    public long held() {
        return gatekeeper.waiting();
    }

    @Override
    public long holds() {
        return gatekeeper.holds().number();
    }
}
