package io.tollgate.edge.table;

import io.tollgate.schemas.Plan;
import io.tollgate.schemas.wire.AvroSerde;
import io.tollgate.schemas.wire.UndecodableRecordException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From records of plans to what they agree. Not thread-safe for changes. */
final class PlanTable implements SmallTable {
    private static final Logger log = LoggerFactory.getLogger(PlanTable.class);

    private final Agreements agreements;
    private final AvroSerde<Plan> serde;

    PlanTable(Agreements agreements, AvroSerde<Plan> serde) {
        this.agreements = agreements;
        this.serde = serde;
    }

    @Override
    public Keep put(String key, byte[] value, long offset) {
        try {
            Plan plan = serde.deserialize("plans", value);
            if (plan != null) {
                agreements.plan(key, plan);
            }
        } catch (UndecodableRecordException e) {
            agreements.brokenPlan(key, "unreadable");
            log.atError()
                    .setCause(e)
                    .addKeyValue("plan", key)
                    .addKeyValue("offset", offset)
                    .log("a plan is unreadable, so its keys are answered 503");
        }
        return Keep.STORE;
    }

    @Override
    public void remove(String key) {
        agreements.noPlan(key);
    }

    @Override
    public Set<String> keys() {
        return agreements.planIds();
    }
}
