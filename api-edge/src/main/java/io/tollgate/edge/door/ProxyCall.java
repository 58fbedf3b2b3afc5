package io.tollgate.edge.door;

/**
 * An admitted request that is to go upstream. Immutable.
 *
 * @param carriesCredential whether what it may have brought as a key must not go further
 * @param mark the moment from which on it was judged
 */
record ProxyCall(
        AdmittedRequest admitted,
        RequestTarget target,
        ClientAddress address,
        boolean carriesCredential,
        long mark) {}
