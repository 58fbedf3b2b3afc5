package io.tollgate.admin.resource;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Revocation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** No revocation is in force. */
final class NoDenials implements KeyEndpoints.Denials {
    @Override
    public Collection<Revocation> hitting(ApiKey key, Instant now) {
        return List.of();
    }

    @Override
    public Reach reach(Instant now) {
        return Reach.NOBODY;
    }
}
