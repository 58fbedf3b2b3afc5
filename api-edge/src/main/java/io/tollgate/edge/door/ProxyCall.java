package io.tollgate.edge.door;

import io.tollgate.edge.credential.CredentialParser;
import io.tollgate.schemas.Route;
import java.net.URI;

/**
 * An admitted request that is to go upstream. Immutable.
 *
 * @param carriesCredential whether what it may have brought as a key must not go further
 * @param webSocket whether it asks for a WebSocket
 * @param mark the moment from which on it was judged
 */
record ProxyCall(
        AdmittedRequest admitted,
        RequestTarget target,
        ClientAddress address,
        boolean carriesCredential,
        boolean webSocket,
        long mark) {

    /** The route as it was written. */
    Route route() {
        return admitted.verdict().route().definition();
    }

    /** Path and query to ask an upstream for: the client's own, without prefix and key. */
    String targetAt(URI upstream) {
        Route route = route();
        String base = upstream.getRawPath() == null ? "" : upstream.getRawPath();
        String path = target.rawPathWithout(route.getStripPrefix());
        String whole = base.endsWith("/") ? base + path.substring(1) : base + path;
        String query =
                carriesCredential
                        ? CredentialParser.withoutCredential(target.rawQuery(), route.getQueryKey())
                        : target.rawQuery();
        return query == null ? whole : whole + '?' + query;
    }
}
