package io.tollgate.edge.rehearsal;

import io.tollgate.schemas.credentials.KeyHash;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A request that is described rather than sent.
 *
 * @param method in upper case
 * @param host with or without a port, empty if none is named
 * @param target path with or without a query, as a client would write it
 * @param source the client's address, empty for one that the key may be used from
 * @param known the key that it carries, where that is known already
 * @param secret what it carries in {@code X-API-Key}, empty if nothing
 */
public record Question(
        String method,
        String host,
        String target,
        Optional<InetAddress> source,
        Optional<KeyHash> known,
        Optional<String> secret) {
    /** Nothing of the credential, nor of a query that may carry one. */
    @Override
    public String toString() {
        return "Question[" + method + "]";
    }
}
