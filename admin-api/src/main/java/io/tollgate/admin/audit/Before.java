package io.tollgate.admin.audit;

import io.tollgate.admin.resource.State;
import io.tollgate.admin.table.Changes.Change;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Claim;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.VaultEntry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** What records are before they are changed. Thread-safe. */
final class Before {
    private final Map<Class<?>, Function<String, Optional<? extends SpecificRecord>>> tables;

    Before(State state) {
        this.tables =
                Map.of(
                        ApiKey.class, key -> state.keys().findByHash(key),
                        Owner.class, key -> state.owners().find(key),
                        Plan.class, key -> state.plans().find(key),
                        Routes.class, key -> state.routes().find(key),
                        Rule.class, key -> state.rules().find(key),
                        VaultEntry.class, key -> state.vault().find(key),
                        Operator.class, key -> state.operators().find(key),
                        Claim.class, key -> state.claims().find(key));
    }

    /** The record that a change replaces; empty if there is none, or it is not in the state. */
    Optional<? extends SpecificRecord> of(Change<?> change) {
        var table = tables.get(change.topic().type());
        return table == null ? Optional.empty() : table.apply(change.key());
    }
}
