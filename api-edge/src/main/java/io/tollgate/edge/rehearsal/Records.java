package io.tollgate.edge.rehearsal;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.credentials.KeyHash;
import java.util.Collection;
import java.util.Optional;

/** Newest records of the topics that edges read. Thread-safe. */
public interface Records {
    /** The key of a hash, in whatever state. */
    Optional<ApiKey> key(KeyHash hash);

    /** A plan, deleted or not. */
    Optional<Plan> plan(String id);

    /** An owner, deleted or not. */
    Optional<Owner> owner(String id);

    /** The route table. */
    Routes routes();

    /** Revocations that were not withdrawn, at least all that may hit a key. */
    Collection<Revocation> revocations(ApiKey key);

    /** Views of the limits of a subject, which is a key or an owner. */
    Collection<Throttle> views(String subject);
}
