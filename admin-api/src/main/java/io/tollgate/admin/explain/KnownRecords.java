package io.tollgate.admin.explain;

import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.edge.rehearsal.Records;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What this program has read of the topics that edges read. Thread-safe. */
record KnownRecords(
        State state, RevocationIndex revocationIndex, LimitViews limitViews, InstantSource clock)
        implements Records {
    @Override
    public Optional<ApiKey> key(KeyHash hash) {
        return state.keys().findByHash(hash.hex());
    }

    @Override
    public Optional<Plan> plan(String id) {
        return state.plans().find(id);
    }

    @Override
    public Optional<Owner> owner(String id) {
        return state.owners().find(id);
    }

    @Override
    public Routes routes() {
        return state.routes()
                .find(Topics.SINGLE_KEY)
                .orElseGet(() -> new Routes(0L, List.of(), Instant.EPOCH));
    }

    @Override
    public Collection<Revocation> revocations(ApiKey key) {
        return revocationIndex.inForce(key, clock.instant());
    }

    @Override
    public Collection<Throttle> views(String subject) {
        return limitViews.of(subject);
    }
}
